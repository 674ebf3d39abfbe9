import { wrongArgument } from './wrong-argument';
import type { RetryModifier } from './retry-schedule';

declare const ngDevMode: object | boolean | undefined;

/**
 * Gives up after this many retries in a row. A stable connection resets the count.
 *
 * @param attempts - how many retries, a whole number; 0 = none
 * @throws TypeError if `attempts` is negative or not a whole number
 *
 * @usageNotes
 * ```ts
 * const threeMore = schedule(exponential(2_000), fullJitter(), honouringServer(), upTo(3));
 * ```
 */
export function upTo(attempts: number): RetryModifier {
  if ((typeof ngDevMode === 'undefined' || ngDevMode) && !(Number.isSafeInteger(attempts) && attempts >= 0)) {
    wrongArgument('attempts of upTo()', attempts, 'a whole number of at least 0', '3');
  }
  return (schedule) => (setback) => (setback.attempt > attempts ? undefined : schedule(setback));
}
