import { checkedMs } from './checked-ms';
import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Gives up if the next attempt would start later than `ms` after the first failure in a row. It uses the delay before
 * it in the list, so put it after all modifiers that change the delay.
 *
 * @param ms - milliseconds, 0 or more
 * @throws TypeError if `ms` is negative or not a finite number
 *
 * @usageNotes
 * ```ts
 * const tenMinutes = schedule(exponential(1_000), cappedAt(60_000), fullJitter(), within(600_000));
 * ```
 */
export function within(ms: number): RetryModifier {
  const most = checkedMs('ms of within()', ms);
  return (schedule) => mapDelay(schedule, (delay, { elapsed }) => (elapsed + delay > most ? undefined : delay));
}
