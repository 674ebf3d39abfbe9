import type { RetrySchedule } from './retry-schedule';
import { checkedMs } from './checked-ms';
import { clampDelay } from '../platform/clamp-delay';

/**
 * Waits the same time before every retry. It never gives up.
 *
 * @param ms - milliseconds, 0 or more; clamped to 2³¹−1
 * @throws TypeError if `ms` is negative or not a finite number
 *
 * @usageNotes
 * ```ts
 * const feed$ = sse$('/prices', { retry: schedule(constant(5_000), fullJitter(), honouringServer()) });
 * ```
 */
export function constant(ms: number): RetrySchedule {
  const delay = clampDelay(checkedMs('ms of constant()', ms));
  return () => delay;
}
