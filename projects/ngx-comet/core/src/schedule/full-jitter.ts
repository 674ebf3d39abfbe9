import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits a random time between 0 and the schedule's delay, all equally likely. This spreads clients that failed together
 * as widely as possible. Put caps before it: otherwise many clients wait exactly the cap.
 *
 * @usageNotes
 * ```ts
 * const patient = schedule(exponential(1_000), cappedAt(60_000), fullJitter());
 * ```
 */
export function fullJitter(): RetryModifier {
  return (schedule) => mapDelay(schedule, (delay, { random }) => random * delay);
}
