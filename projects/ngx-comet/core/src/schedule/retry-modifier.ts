import type { RetrySchedule } from './retry-schedule';

/** Turns one retry schedule into another; `schedule()` applies them from left to right. */
export type RetryModifier = (schedule: RetrySchedule) => RetrySchedule;
