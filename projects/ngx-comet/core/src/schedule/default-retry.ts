import type { RetrySchedule } from './retry-schedule';
import { clampDelay } from '../platform/clamp-delay';

/**
 * The schedule of every stream that is given none: any time up to 3 s, then up to 30 s, then up to 100 s, on top of what the
 * server asks for; transient errors only, without end. The numbers bring a million clients back to a server that just takes
 * them, and were chosen by simulation (docs/adr/0003-default-retry.md).
 *
 * It is `schedule(exponential(3_000, 10), cappedAt(100_000), fullJitter(), honouringServer(), whenTransient())`, written out:
 * every stream carries it, and most need nothing else of these.
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
