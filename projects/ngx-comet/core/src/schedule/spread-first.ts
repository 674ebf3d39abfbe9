import { checkedMs } from './checked-ms';
import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits any time from 0 to `ms` before the first retry, all equally likely, and leaves the later ones as they are: a herd
 * that was dropped at one moment, as by a deploy, does not come back at one.
 *
 * @param ms - milliseconds, 0 or more
 * @throws TypeError if `ms` is negative or not a finite number
 *
 * @usageNotes
 * ```ts
 * const gentle = schedule(exponential(5_000), cappedAt(60_000), fullJitter(), spreadFirst(30_000));
 * ```
 */
export function spreadFirst(ms: number): RetryModifier {
  checkedMs('ms of spreadFirst()', ms);
  return (schedule) => mapDelay(schedule, (delay, { attempt, random }) => (attempt === 1 ? random * ms : delay));
}
