import { defaultRetry, websocket$ } from 'ngx-comet/core';
import type { PushEvent, RetrySchedule, UrlSource, WebSocketOptions } from 'ngx-comet/core';
import { BehaviorSubject, defer, EMPTY, finalize, ignoreElements, merge, mergeMap, of } from 'rxjs';
import { share, Subject, switchMap, tap, type Observable, type ObservableInput } from 'rxjs';
import { channelEvents, decodePusher, isTransientPusherClose, pacedByPusher, type PusherFrame } from './pusher-frames';

/** What the server of the application answers for a private or a presence channel. */
export interface PusherAuthorization {
  readonly auth: string;
  readonly channel_data?: string;
}

export interface PusherOptions extends Omit<WebSocketOptions<PusherFrame, PusherFrame>, 'retry'> {
  /** Authorizes channels whose names begin with `private-` or `presence-`; called for every connection. */
  readonly authorize?: (channel: string, socketId: string) => ObservableInput<PusherAuthorization>;
  /** When to connect again, default `defaultRetry()`. The close codes of the server come before it. */
  readonly retry?: RetrySchedule;
}

export interface Pusher {
  /** The events of a channel. Share it: a connection subscribes to a channel once. */
  watch<T>(channel: string): Observable<PushEvent<T>>;
  /** Sends a client event, such as `client-typing`, to a private or presence channel. */
  trigger(channel: string, event: string, data: unknown): void;
}

/**
 * Implements Pusher's protocol 7 (https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol),
 * which Soketi, Reverb and others use too, without its client. `url` ends with `/app/KEY`. An `open` of a channel is a
 * confirmed subscription. The protocol keeps no messages: after a reconnection it is `unknown`, so load the state again.
 */
export function pusher(
  url: UrlSource,
  { authorize = () => EMPTY, retry = defaultRetry(), ...options }: PusherOptions = {},
): Pusher {
  const outgoing = new Subject<PusherFrame>();
  /** The id of the connection, once the server has greeted. */
  const socketId$ = new BehaviorSubject<string | undefined>(undefined);
  const events$ = websocket$<PusherFrame, PusherFrame>(url, {
    heartbeat: { every: 120_000, message: () => ({ event: 'pusher:ping', data: {} }), timeout: 30_000 },
    ...options,
    defaults: () => ({ query: { protocol: 7, client: 'ngx-comet', version: '1.0' } }),
    decode: decodePusher,
    outgoing,
    control: (raw, reply) => {
      const { event } = decodePusher(raw);
      if (event === 'pusher:ping') reply({ event: 'pusher:pong', data: {} });
      return event === 'pusher:ping' || event === 'pusher:pong';
    },
    transientClose: isTransientPusherClose,
    retry: pacedByPusher(retry),
    observe: 'events',
  }).pipe(
    tap((event) => {
      if (event.kind === 'lost' || event.kind === 'paused') socketId$.next(undefined);
      if (event.kind !== 'message' || event.message.data.event !== 'pusher:connection_established') return;
      socketId$.next((event.message.data.data as { readonly socket_id: string }).socket_id);
    }),
    finalize(() => socketId$.next(undefined)),
    share(),
  );
  const watch = <T>(channel: string): Observable<PushEvent<T>> =>
    defer(() => {
      const toEvents = channelEvents<T>(channel);
      const isGuarded = /^(private|presence)-/.test(channel);
      const subscribing$ = socketId$.pipe(
        // A signature is for one connection: one that comes too late is dropped.
        switchMap((id) => (id === undefined ? EMPTY : isGuarded ? authorize(channel, id) : of({}))),
        tap((authorization) => outgoing.next({ event: 'pusher:subscribe', data: { channel, ...authorization } })),
        ignoreElements(),
      );
      return merge(events$.pipe(mergeMap(toEvents)), subscribing$).pipe(
        finalize(() => socketId$.value && outgoing.next({ event: 'pusher:unsubscribe', data: { channel } })),
      );
    });
  return { watch, trigger: (channel, event, data) => outgoing.next({ event, channel, data }) };
}
