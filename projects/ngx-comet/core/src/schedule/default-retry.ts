import type { RetrySchedule } from './retry-schedule';
import { clampDelay } from '../platform/clamp-delay';

/**
 * The default schedule of every stream: a random time up to 3 s, then up to 30 s, then up to 100 s, plus the delay that
 * the server requests. It retries only transient errors, and does not limit the number of retries. The numbers were
 * chosen by simulation, so that a million clients can return to a server that just has the capacity for them
 * (docs/adr/0003-default-retry.md).
 *
 * It equals `schedule(exponential(3_000, 10), cappedAt(100_000), fullJitter(), honouringServer(), whenTransient())`. It
 * is written out because every bundle contains it, and most need none of these functions.
 *
 * @usageNotes
 * ```ts
 * const prices$ = http.get<Prices>('/prices').pipe(retryWithBackoff(defaultRetry()));
 * ```
 */
export function defaultRetry(): RetrySchedule {
  return ({ error, attempt, random, serverDelay = 0 }) =>
    error.transient ? clampDelay(serverDelay + random * Math.min(3_000 * 10 ** (attempt - 1), 100_000)) : undefined;
}
