import type { Observable } from 'rxjs';
import type { PushEvent } from '../../vocabulary/push-event';
import type { PushMessage } from '../../vocabulary/push-message';
import type { Observe } from '../../session/push-options';
import { openRoute } from '../../route/open-route';
import type { SseOptions } from './sse-options';
import type { UrlSource } from '../../url/url-source';
import { viaSse } from './via-sse';

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
export function sse$<T>(
  url: UrlSource,
  options?: SseOptions<T> & { readonly observe?: 'data' | undefined },
): Observable<T>;
/** Emits messages with their ids and names. */
export function sse$<T>(
  url: UrlSource,
  options: SseOptions<T> & { readonly observe: 'messages' },
): Observable<PushMessage<T>>;
/** Emits events: everything that happens to the connection, messages included. */
export function sse$<T>(
  url: UrlSource,
  options: SseOptions<T> & { readonly observe: 'events' },
): Observable<PushEvent<T>>;
export function sse$(
  url: UrlSource,
  options: SseOptions<unknown> & { readonly observe?: Observe | undefined } = {},
): Observable<unknown> {
  return openRoute(viaSse(url, options), options);
}
