import type { Observable } from 'rxjs';
import type { PollSource, PollingStreamOptions } from './polling-stream-options';
import type { PushEvent } from '../../vocabulary/push-event';
import type { PushMessage } from '../../vocabulary/push-message';
import type { Observed, ObserveOption, Observing } from '../../session/observed';
import type { Observe } from '../../session/push-options';
import { openRoute } from '../../route/open-route';
import { checkPolling } from './check-polling-options';
import { viaPolling } from './via-polling';

/**
 * Short or long polling as a cold Observable. The first poll is immediate. Polls never overlap. Each subscription polls
 * for itself.
 *
 * It sends `ETag` and `Last-Modified` back. 304, 204 and an empty body, as 205 has it, mean "unchanged": nothing is
 * emitted. Any other 2xx is an answer. 206 is the answer to a `Range` header of yours. Errors are `PushError`s: `http`
 * (4xx are final except 408, 425 and 429), `content-type` (an HTML page, unless `decode` takes any text: transient if
 * there was an answer before, because it is a captive portal, otherwise final), `network`, `local-network`, `timeout`,
 * `overflow`, `protocol` (a framing failed), `unsupported` (such as a URL that fetch refuses), `gave-up`. A wrong
 * option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * pollingStream$<Job>('/jobs/7', { interval: 2_000, until: (job) => job.done }).subscribe((job) => show(job));
 * pollingStream$(() => http.get<Job>('/jobs/7')).subscribe((job) => show(job));
 * ```
 */
export function pollingStream$<T>(
  source: PollSource<T>,
  options?: PollingStreamOptions<T> & ObserveOption<'data'>,
): Observable<T>;
/** Emits messages with their ids and names. */
export function pollingStream$<T>(
  source: PollSource<T>,
  options: PollingStreamOptions<T> & Observing<'messages'>,
): Observable<PushMessage<T>>;
/** Emits events: everything that happens to the connection, messages included. */
export function pollingStream$<T>(
  source: PollSource<T>,
  options: PollingStreamOptions<T> & Observing<'events'>,
): Observable<PushEvent<T>>;
/** Emits what `observe` says, also if its type is a union or a type parameter. */
export function pollingStream$<T, O extends Observe>(
  source: PollSource<T>,
  options: PollingStreamOptions<T> & Observing<O>,
): Observable<Observed<T, O>>;
/** Emits what `observe` says, where its type does not tell: any of the three. */
export function pollingStream$<T>(
  source: PollSource<T>,
  options?: PollingStreamOptions<T> & ObserveOption<Observe>,
): Observable<Observed<T, Observe>>;
export function pollingStream$(
  source: PollSource<unknown>,
  options: PollingStreamOptions<unknown> & ObserveOption<Observe> = {},
): Observable<unknown> {
  checkPolling('pollingStream$', source, options);
  return openRoute(viaPolling(source, options), options);
}
