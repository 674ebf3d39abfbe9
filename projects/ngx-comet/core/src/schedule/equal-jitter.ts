import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits half of the schedule's delay plus a random part of the other half. It spreads clients less than `fullJitter()`,
 * and always waits at least half of the delay.
 *
 * @usageNotes
 * ```ts
 * const steady = schedule(constant(10_000), equalJitter());   // 5 to 10 s
 * ```
 */
export function equalJitter(): RetryModifier {
  return (schedule) => mapDelay(schedule, (delay, { random }) => ((1 + random) * delay) / 2);
}
