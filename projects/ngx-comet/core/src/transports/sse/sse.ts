import type { Observable } from 'rxjs';
import type { PushEvent } from '../../vocabulary/push-event';
import type { PushMessage } from '../../vocabulary/push-message';
import type { Observed, ObserveOption, Observing } from '../../session/observed';
import type { Observe } from '../../session/push-options';
import { openRoute } from '../../route/open-route';
import type { SseOptions } from './sse-options';
import type { UrlSource } from '../../url/url-source';
import { checkSse } from './check-sse-options';
import { sseRoute } from './via-sse';

/**
 * Server-sent events (HTML §9.2) as a cold Observable that reconnects and resumes. It uses fetch, so it can send
 * headers and a body, and its errors say what is wrong.
 *
 * Only status 200 opens it; 204 completes it. The end of the stream is a loss: it reconnects. Errors are `PushError`s:
 * `http` (final for other 2xx and for 4xx, except 408, 425 and 429), `content-type` (final, but an HTML page is
 * transient if the feed was open before: it is a captive portal), `network`, `local-network`, `connect-timeout`,
 * `silence`, `closed`, `overflow`, `unsupported` (such as a URL that fetch refuses), `gave-up`. A wrong option throws a
 * `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * sse$<Price>('/prices', { events: ['price'] }).subscribe((price) => show(price));
 * ```
 */
export function sse$<T>(url: UrlSource, options?: SseOptions<T> & ObserveOption<'data'>): Observable<T>;
/** Emits messages with their ids and names. */
export function sse$<T>(url: UrlSource, options: SseOptions<T> & Observing<'messages'>): Observable<PushMessage<T>>;
/** Emits events: everything that happens to the connection, messages included. */
export function sse$<T>(url: UrlSource, options: SseOptions<T> & Observing<'events'>): Observable<PushEvent<T>>;
/** Emits what `observe` says, also if its type is a union or a type parameter. */
export function sse$<T, O extends Observe>(
  url: UrlSource,
  options: SseOptions<T> & Observing<O>,
): Observable<Observed<T, O>>;
/** Emits what `observe` says, where its type does not tell: any of the three. */
export function sse$<T>(
  url: UrlSource,
  options?: SseOptions<T> & ObserveOption<Observe>,
): Observable<Observed<T, Observe>>;
export function sse$(url: UrlSource, options: SseOptions<unknown> & ObserveOption<Observe> = {}): Observable<unknown> {
  checkSse('sse$', url, options);
  return openRoute(sseRoute(url, options), options);
}
