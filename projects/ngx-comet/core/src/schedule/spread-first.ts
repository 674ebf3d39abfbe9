import { checkedMs } from './checked-ms';
import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits a random time from 0 to `ms` before the first retry, all equally likely, and does not change later retries.
 * Otherwise clients that lost their connections at the same moment, such as after a deploy, reconnect almost at the
 * same time.
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
  const most = checkedMs('ms of spreadFirst()', ms);
  return (schedule) => mapDelay(schedule, (delay, { attempt, random }) => (attempt === 1 ? random * most : delay));
}
