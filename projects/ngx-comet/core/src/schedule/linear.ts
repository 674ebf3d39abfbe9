import type { RetrySchedule } from './retry-schedule';
import { checkedMs } from './checked-ms';
import { clampDelay } from '../platform/clamp-delay';

/**
 * Waits `ms` before the first retry, and `ms` longer before each further retry. It never gives up.
 *
 * @param ms - milliseconds, 0 or more; the delay is clamped to 2³¹−1
 * @throws TypeError if `ms` is negative or not a finite number
 *
 * @usageNotes
 * ```ts
 * const feed$ = sse$('/prices', { retry: schedule(linear(1_000), cappedAt(30_000), fullJitter(), honouringServer()) });
 * ```
 */
export function linear(ms: number): RetrySchedule {
  const step = checkedMs('ms of linear()', ms);
  return ({ attempt }) => clampDelay(step * attempt);
}
