import type { Observable } from 'rxjs';
import type { HttpStreamOptions } from './http-stream-options';
import type { PushEvent } from '../../vocabulary/push-event';
import type { PushMessage } from '../../vocabulary/push-message';
import type { Observed, ObserveOption, Observing } from '../../session/observed';
import type { Observe } from '../../session/push-options';
import { openRoute } from '../../route/open-route';
import type { UrlSource } from '../../url/url-source';
import { checkHttpStream } from './check-http-stream-options';
import { httpStreamRoute } from './via-http-stream';

/**
 * HTTP streaming as a cold Observable: one response that the server holds open and writes messages to.
 *
 * Any 2xx opens it. 206 is the answer to a `Range` header of yours. 204 and 205 have no body, so they end it. A clean
 * end completes it (see `onEnd`). A broken body is a loss: it reconnects. Errors are `PushError`s: `http` (4xx are
 * final except 408, 425 and 429), `content-type` (an HTML page, unless `decode` takes any text: transient if the feed
 * was open before, because it is a captive portal, otherwise final; with `framing: 'by-type'` any other type),
 * `network`, `local-network`, `connect-timeout`, `silence`, `closed`, `overflow`, `protocol` (a framing failed),
 * `unsupported` (such as a URL that fetch refuses), `gave-up`. A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * httpStream$<LogLine>('/logs/7').subscribe((line) => append(line));
 * httpStream$('/build/7/output', { framing: 'chunks', decode: text() }).subscribe((chunk) => append(chunk));
 * httpStream$<LogLine>('/logs/today.json', { framing: 'json' }).subscribe((line) => append(line));
 * ```
 */
export function httpStream$<T>(url: UrlSource, options?: HttpStreamOptions<T> & ObserveOption<'data'>): Observable<T>;
/** Emits messages with their ids and names, which `framing: 'sse'` and an `id` of yours provide. */
export function httpStream$<T>(
  url: UrlSource,
  options: HttpStreamOptions<T> & Observing<'messages'>,
): Observable<PushMessage<T>>;
/** Emits events: everything that happens to the connection, messages included. */
export function httpStream$<T>(
  url: UrlSource,
  options: HttpStreamOptions<T> & Observing<'events'>,
): Observable<PushEvent<T>>;
/** Emits what `observe` says, also if its type is a union or a type parameter. */
export function httpStream$<T, O extends Observe>(
  url: UrlSource,
  options: HttpStreamOptions<T> & Observing<O>,
): Observable<Observed<T, O>>;
/** Emits what `observe` says, where its type does not tell: any of the three. */
export function httpStream$<T>(
  url: UrlSource,
  options?: HttpStreamOptions<T> & ObserveOption<Observe>,
): Observable<Observed<T, Observe>>;
export function httpStream$(
  url: UrlSource,
  options: HttpStreamOptions<unknown> & ObserveOption<Observe> = {},
): Observable<unknown> {
  checkHttpStream('httpStream$', url, options);
  return openRoute(httpStreamRoute(url, options), options);
}
