import type { RetryModifier } from './retry-schedule';

/**
 * Gives up at an error that a retry cannot solve, such as a 404. Errors of other Observables are classified too: an
 * error with an HTTP `status` is transient if the status is 0, 408, 425, 429 or 5xx, see `retryWithBackoff()`.
 *
 * @usageNotes
 * ```ts
 * const retry = schedule(exponential(1_000), cappedAt(30_000), fullJitter(), honouringServer(), whenTransient());
 * const prices$ = http.get<Prices>('/prices').pipe(retryWithBackoff(retry));
 * ```
 */
export function whenTransient(): RetryModifier {
  return (schedule) => (setback) => (setback.error.transient ? schedule(setback) : undefined);
}
