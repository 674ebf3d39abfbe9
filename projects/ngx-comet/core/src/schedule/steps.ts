import type { RetrySchedule } from './retry-schedule';
import { checkedMs } from './checked-ms';
import { clampDelay } from '../platform/clamp-delay';
import { wrongArgument } from './wrong-argument';

declare const ngDevMode: object | boolean | undefined;

/**
 * Waits as the list says, one entry per retry, and gives up after the last one.
 *
 * @param delays - at least one; milliseconds, 0 or more each, clamped to 2³¹−1
 * @throws TypeError if `delays` is empty or one of them is negative or not a finite number
 *
 * @usageNotes
 * ```ts
 * // The jitter is needed: otherwise all clients of a server that restarts come back at the same moments.
 * const retry = schedule(steps([3_000, 10_000, 30_000]), equalJitter(), spreadFirst(3_000), honouringServer());
 * const feed$ = sse$('/prices', { retry });
 * ```
 */
export function steps(delays: readonly number[]): RetrySchedule {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    if (!Array.isArray(delays)) wrongArgument('delays of steps()', delays, 'an array of milliseconds', '[1_000]');
    if (delays.length === 0) throw new TypeError('delays of steps() must have at least one entry, got []');
  }
  const clamped = Array.from(delays, (ms, index) => clampDelay(checkedMs(`delays[${index}] of steps()`, ms)));
  return ({ attempt }) => clamped[attempt - 1];
}
