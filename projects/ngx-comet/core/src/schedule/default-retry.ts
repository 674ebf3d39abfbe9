import type { RetrySchedule } from './retry-schedule';
import { clampDelay } from '../platform/clamp-delay';
import { serverWait } from './server-wait';

/**
 * The default schedule of every stream. The first retry comes within 3 s, evenly spread. The second comes after 4.5 to
 * 9 s, all others after 10 to 20 s. If the server requests a delay, it waits that long and up to half as long again, see
 * `honouringServer()`. It retries only transient errors, and does not limit the number of retries. The numbers were
 * chosen by simulation: a million clients can return to a server that just has the capacity for them, and a client that
 * is alone is back some seconds after its server (docs/adr/0003-default-retry.md).
 *
 * It equals `schedule(exponential(3_000, 3), cappedAt(20_000), equalJitter(), spreadFirst(3_000), honouringServer(),
 * whenTransient())`. It is written out because every bundle contains it, and most need none of these functions.
 *
 * @usageNotes
 * ```ts
 * const prices$ = http.get<Prices>('/prices').pipe(retryWithBackoff(defaultRetry()));
 * ```
 */
export function defaultRetry(): RetrySchedule {
  return (setback) => {
    const { error, attempt, random } = setback;
    if (!error.transient) return undefined;
    const own = attempt === 1 ? random * 3_000 : ((1 + random) * Math.min(3_000 * 3 ** (attempt - 1), 20_000)) / 2;
    return clampDelay(serverWait(own, setback));
  };
}
