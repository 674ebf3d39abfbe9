import type { PushError } from '../vocabulary/push-error';

/** Turns one retry schedule into another; `schedule()` applies them from left to right. */
export type RetryModifier = (schedule: RetrySchedule) => RetrySchedule;

/** Everything a retry decision may depend on; time and chance are inputs, so that a schedule stays a pure function. */
export interface Setback {
  /** Why the attempt failed or the connection was lost. */
  readonly error: PushError;
  /** Which retry this would be; the first is 1. */
  readonly attempt: number;
  /** Milliseconds since the first failure of this series. */
  readonly elapsed: number;
  /** Milliseconds the server asked to wait (`Retry-After`, SSE `retry:`), if it did. */
  readonly serverDelay: number | undefined;
  /** A random number in [0, 1). */
  readonly random: number;
  /** The delay before the previous retry of this series in milliseconds; 0 at the first. */
  readonly previous: number;
}

/** Milliseconds to wait before the next attempt, or `undefined` to give up. */
export type RetrySchedule = (setback: Setback) => number | undefined;
