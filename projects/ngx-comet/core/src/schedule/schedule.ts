import { wrongOption } from '../checks/check';
import type { RetrySchedule, RetryModifier } from './retry-schedule';
import { mapDelay } from './map-delay';

declare const ngDevMode: object | boolean | undefined;

/**
 * Composes a retry schedule: each modifier changes the base, from left to right. The order matters: put caps before
 * jitter, `spreadFirst()` and `honouringServer()` after it, and `within()` last. The delay is clamped to 0…2³¹−1 ms.
 *
 * @param base - such as `constant()`, `linear()`, `exponential()`, `steps()`, or a function of your own
 * @param modifiers - such as `cappedAt()`, `fullJitter()`, `upTo()`
 * @throws TypeError if one of them is not a function
 *
 * @usageNotes
 * ```ts
 * const retry = schedule(exponential(1_000), cappedAt(60_000), fullJitter(), honouringServer(), upTo(10));
 * ```
 */
export function schedule(base: RetrySchedule, ...modifiers: readonly RetryModifier[]): RetrySchedule {
  if ((typeof ngDevMode === 'undefined' || ngDevMode) && typeof base !== 'function')
    wrongOption('base of schedule()', base, 'a function such as exponential(1000)');
  const modified = modifiers.reduce((current, modifier, index) => {
    if ((typeof ngDevMode === 'undefined' || ngDevMode) && typeof modifier !== 'function') {
      wrongOption(`modifiers[${index}] of schedule()`, modifier, 'a function such as fullJitter()');
    }
    return modifier(current);
  }, base);
  // Any function may be the base, so the delay is clamped here too.
  return mapDelay(modified, (delay) => delay);
}
