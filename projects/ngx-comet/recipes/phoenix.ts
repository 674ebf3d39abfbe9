import { channels, defaultRetry, request, retryWithBackoff, schedule, websocket$ } from 'ngx-comet/core';
import { whenTransient, type PushEvent, type RetrySchedule, type UrlSource } from 'ngx-comet/core';
import type { WebSocketOptions } from 'ngx-comet/core';
import { concat, defer, filter, finalize, map, merge, mergeMap, of } from 'rxjs';
import { share, Subject, takeWhile, tap, type Observable } from 'rxjs';
import { PhoenixChannel, phoenixError, responseOf, type Frame, type JoinOptions } from './phoenix-channel';

export interface PhoenixOptions extends Omit<WebSocketOptions<Frame, Frame>, 'retry'> {
  /** The params of `connect/3`; called for every connection. */
  readonly params?: () => Readonly<Record<string, string>>;
  /** When to connect and to join again, default `defaultRetry()`. A final error is never retried. */
  readonly retry?: RetrySchedule;
}

export interface Phoenix {
  /**
   * The events of a channel, which is joined while it is subscribed to. A topic is joined once at a time: use `share()`
   * for several subscribers.
   */
  join<T>(topic: string, options?: JoinOptions<T>): Observable<PushEvent<T>>;
  /** Pushes to a joined channel and emits the response in its reply. */
  push<R>(topic: string, event: string, payload: object): Observable<R>;
}

/**
 * Implements Phoenix channels (https://hexdocs.pm/phoenix/writing_a_channels_client.html) without their client, with the
 * serializer V2. `url` ends with `/websocket`. A channel that crashed is joined again by `retry`, and one that the server
 * closed completes. A join that the server refuses is a final error, where phoenix.js tries for ever.
 */
export function phoenix(url: UrlSource, { params, retry = defaultRetry(), ...options }: PhoenixOptions = {}): Phoenix {
  const outgoing = new Subject<Frame>();
  const joined = new Map<string, PhoenixChannel<unknown>>();
  let last = 0;
  const next = (): string => String(++last);
  const events$ = websocket$<Frame, Frame>(url, {
    heartbeat: { every: 30_000, message: () => [null, next(), 'phoenix', 'heartbeat', {}] },
    ...options,
    retry,
    defaults: () => ({ query: { ...params?.(), vsn: '2.0.0' } }),
    outgoing,
    observe: 'events',
  }).pipe(
    tap(({ kind }) => {
      if (kind === 'lost' || kind === 'paused') for (const channel of joined.values()) channel.joined = false;
    }),
    share(),
  );
  const peer = { events$, send: (frame: Frame) => outgoing.next(frame) };
  const channelOf = channels<Frame, Frame>(peer, {
    subscribe: (topic) => joined.get(topic)?.joinBy(next(), topic) ?? [null, next(), topic, 'phx_join', {}],
    unsubscribe: (topic) => [joined.get(topic)?.joinRef ?? null, next(), topic, 'phx_leave', {}],
    // What belongs to an earlier join is outdated. A broadcast has no reference.
    nameOf: ([joinRef, , topic]) => (joinRef === null || joinRef === joined.get(topic)?.joinRef ? topic : undefined),
  });
  const join = <T>(topic: string, how: JoinOptions<T> = {}): Observable<PushEvent<T>> =>
    defer(() => {
      if (joined.has(topic)) throw phoenixError(`${topic} is joined already`, 'final');
      const channel = new PhoenixChannel<T>(how);
      joined.set(topic, channel as PhoenixChannel<unknown>);
      const feed$ = channelOf(topic).pipe(
        takeWhile(([, , , event]) => event !== 'phx_close'),
        mergeMap((frame) => channel.events(frame)),
        retryWithBackoff(schedule(retry, whenTransient())),
        finalize(() => joined.delete(topic)),
      );
      const losses$ = events$.pipe(filter((event) => event.kind !== 'message' && event.kind !== 'open'));
      // The end of the channel is the end of both.
      return merge(concat(feed$, of(undefined)), losses$).pipe(takeWhile((event) => event !== undefined));
    });
  const push = <R>(topic: string, event: string, payload: object): Observable<R> =>
    defer(() => {
      const { joined: open = false, joinRef = null } = joined.get(topic) ?? {};
      if (!open) throw phoenixError(`${topic} is not joined`, 'transient');
      const ref = next();
      const match = ([, answered, , name]: Frame): boolean => answered === ref && name === 'phx_reply';
      return request<Frame, Frame>(peer, [joinRef, ref, topic, event, payload], { match });
    }).pipe(map((frame) => responseOf(frame) as R));
  return { join, push };
}
