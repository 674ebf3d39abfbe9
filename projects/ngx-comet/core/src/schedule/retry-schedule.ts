import type { PushError } from '../vocabulary/push-error';

/** Makes a new retry schedule from another one. `schedule()` applies modifiers from left to right. */
export type RetryModifier = (schedule: RetrySchedule) => RetrySchedule;

/** Everything that a retry may depend on. Time and chance are inputs, so a schedule is a pure function. */
export interface Setback {
  /** Why the attempt failed or the connection was lost. */
  readonly error: PushError;
  /** The number of this retry; the first is 1. */
  readonly attempt: number;
  /** Milliseconds since the first failure of this series. */
  readonly elapsed: number;
  /** Milliseconds that the server requests to wait (`Retry-After`, SSE `retry:`); `undefined` = none. */
  readonly serverDelay: number | undefined;
  /** A random number in [0, 1). */
  readonly random: number;
  /** The delay before the previous retry of this series in milliseconds; 0 at the first. */
  readonly previous: number;
}

/** Milliseconds to wait before the next attempt, or `undefined` to give up. */
export type RetrySchedule = (setback: Setback) => number | undefined;
