import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits half of the schedule's delay for certain, and any part of the other half: spreads less than `fullJitter()`, and
 * never comes back at once.
 *
 * @usageNotes
 * ```ts
 * const steady = schedule(constant(10_000), equalJitter());   // 5 to 10 s
 * ```
 */
export function equalJitter(): RetryModifier {
  return (schedule) => mapDelay(schedule, (delay, { random }) => ((1 + random) * delay) / 2);
}
