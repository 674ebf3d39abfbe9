import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits any time between nothing and the schedule's delay, all equally likely: the widest spread for a herd of clients that
 * failed together. Put caps before it, or late clients line up at the cap.
 *
 * @usageNotes
 * ```ts
 * const patient = schedule(exponential(1_000), cappedAt(60_000), fullJitter());
 * ```
 */
export function fullJitter(): RetryModifier {
  return (schedule) => mapDelay(schedule, (delay, { random }) => random * delay);
}
