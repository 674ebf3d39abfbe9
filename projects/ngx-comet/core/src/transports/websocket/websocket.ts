import type { Observable } from 'rxjs';
import type { PushEvent } from '../../vocabulary/push-event';
import type { PushMessage } from '../../vocabulary/push-message';
import type { Observed, ObserveOption, Observing } from '../../session/observed';
import type { Observe } from '../../session/push-options';
import { openDuplex } from '../../route/open-duplex';
import type { UrlSource } from '../../url/url-source';
import { checkWebSocket } from './check-websocket-options';
import { webSocketRoute } from './via-websocket';
import type { WebSocketOptions } from './websocket-options';

/**
 * A WebSocket (WHATWG WebSockets, RFC 6455) as a cold Observable that reconnects. It emits the messages of the peer,
 * and sends the values of `outgoing`.
 *
 * Close 1000 completes it. 1002, 1003, 1007–1010 and 4400–4499 are final. After any other close it reconnects.
 * `transientClose` can change this. A message that cannot be sent yet waits in a limited queue. No message is sent
 * twice. Relative URLs are resolved against the page, and `http` becomes `ws`. Errors are `PushError`s: `closed` with
 * `closeCode` and `closeReason`, `network` (no close frame arrived), `local-network`, `connect-timeout`, `silence`,
 * `overflow`, `unsupported`, `aborted` (`outgoing` failed), `gave-up`. A wrong option throws a `TypeError` from the
 * call.
 *
 * @usageNotes
 * ```ts
 * const say = new Subject<Line>();
 * websocket$<Line, Line>('/chat', { outgoing: say }).subscribe((line) => show(line));
 * say.next({ text: 'hello' });
 * ```
 */
export function websocket$<In, Out = unknown>(
  url: UrlSource,
  options?: WebSocketOptions<In, Out> & ObserveOption<'data'>,
): Observable<In>;
/** Emits messages with their ids and names. */
export function websocket$<In, Out = unknown>(
  url: UrlSource,
  options: WebSocketOptions<In, Out> & Observing<'messages'>,
): Observable<PushMessage<In>>;
/** Emits events: everything that happens to the connection, messages included. */
export function websocket$<In, Out = unknown>(
  url: UrlSource,
  options: WebSocketOptions<In, Out> & Observing<'events'>,
): Observable<PushEvent<In>>;
/** Emits what `observe` says, also if its type is a union or a type parameter. */
export function websocket$<In, Out, O extends Observe>(
  url: UrlSource,
  options: WebSocketOptions<In, Out> & Observing<O>,
): Observable<Observed<In, O>>;
/** Emits what `observe` says, where its type does not tell: any of the three. */
export function websocket$<In, Out = unknown>(
  url: UrlSource,
  options?: WebSocketOptions<In, Out> & ObserveOption<Observe>,
): Observable<Observed<In, Observe>>;
export function websocket$(
  url: UrlSource,
  options: WebSocketOptions<unknown> & ObserveOption<Observe> = {},
): Observable<unknown> {
  checkWebSocket('websocket$', url, options);
  return openDuplex(webSocketRoute(url, options), options);
}
