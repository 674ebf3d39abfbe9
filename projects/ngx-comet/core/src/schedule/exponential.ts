import type { RetrySchedule } from './retry-schedule';
import { checkedMs } from './checked-ms';
import { clampDelay } from '../platform/clamp-delay';
import { wrongArgument } from './wrong-argument';

declare const ngDevMode: object | boolean | undefined;

/**
 * Waits `ms` before the first retry, and `factor` times as long before each further retry. It never gives up.
 *
 * @param ms - milliseconds, 0 or more; the delay is clamped to 2³¹−1
 * @param factor - 1 or more, default 2
 * @throws TypeError if `ms` is negative or not a finite number, or `factor` is less than 1 or not a finite number
 *
 * @usageNotes
 * ```ts
 * const retry = schedule(exponential(1_000), cappedAt(30_000), fullJitter(), spreadFirst(3_000), honouringServer());
 * const feed$ = sse$('/prices', { retry });
 * ```
 */
export function exponential(ms: number, factor = 2): RetrySchedule {
  const first = checkedMs('ms of exponential()', ms);
  const isGrowing = Number.isFinite(factor) && factor >= 1;
  if (!isGrowing && (typeof ngDevMode === 'undefined' || ngDevMode)) {
    wrongArgument('factor of exponential()', factor, 'a finite number of at least 1');
  }
  const growth = isGrowing ? factor : 2;
  // The power of a late attempt is infinite, and 0 times infinity is NaN.
  return ({ attempt }) => (first === 0 ? 0 : clampDelay(first * growth ** (attempt - 1)));
}
