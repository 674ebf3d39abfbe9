import { checkedMs } from './checked-ms';
import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits no longer than `ms`. Put it before the jitter: after the jitter, many clients would wait exactly `ms`.
 *
 * @param ms - milliseconds, 0 or more
 * @throws TypeError if `ms` is negative or not a finite number
 *
 * @usageNotes
 * ```ts
 * const patient = schedule(exponential(1_000), cappedAt(60_000), fullJitter());
 * ```
 */
export function cappedAt(ms: number): RetryModifier {
  const most = checkedMs('ms of cappedAt()', ms);
  return (schedule) => mapDelay(schedule, (delay) => Math.min(delay, most));
}
