import { channels, defaultRetry, retryWithBackoff, schedule, websocket$, whenTransient } from 'ngx-comet/core';
import type { PushEvent, RetrySchedule, UrlSource, WebSocketOptions } from 'ngx-comet/core';
import { defer, filter, finalize, merge, mergeMap, share, Subject, tap, type Observable } from 'rxjs';
import { afterHandshake } from './after-handshake';
import { CentrifugoChannel, centrifugoError, type Recovery, type Reply } from './centrifugo-channel';

interface Command {
  readonly id?: number;
  readonly connect?: { readonly token?: string | undefined };
  readonly subscribe?: { readonly channel: string } & Recovery;
  readonly unsubscribe?: { readonly channel: string };
}

interface Feed {
  readonly state: CentrifugoChannel;
  readonly events$: Observable<PushEvent<unknown>>;
}

export interface CentrifugoOptions extends Omit<WebSocketOptions<Reply, Command>, 'retry'> {
  /** The JWT of the user; called for every connection. If it must be fetched first, `url` can do that: it may be async. */
  readonly token?: () => string;
  /** When to connect and to subscribe again, default `defaultRetry()`. A final error is never retried. */
  readonly retry?: RetrySchedule;
}

/**
 * Implements the client protocol of Centrifugo in JSON (https://centrifugal.dev/docs/transports/client_protocol) without
 * its client. The returned function returns the events of a channel: messages with the ids `epoch:offset`, and an `open`
 * for every subscription, which is `resumed` or `gap` as the server says. Without history in the channel it is `unknown`
 * after a reconnection. All channels share one connection, and all subscribers of a channel share its subscription.
 *
 * A server pings every 25 s by default. After 35 s without a frame the connection is lost; `idleTimeout` replaces this.
 */
export function centrifugo(
  url: UrlSource,
  { token, retry = defaultRetry(), ...options }: CentrifugoOptions = {},
): <T>(channel: string) => Observable<PushEvent<T>> {
  const outgoing = new Subject<Command>();
  const again = schedule(retry, whenTransient());
  let [lastId, connectId] = [0, 0];
  const socket$ = websocket$<Reply, Command>(url, {
    idleTimeout: 35_000,
    // From 3000 on, the server itself chose the code: 3500–3999 and 4500–4999 are final.
    transientClose: (code) => (code < 3000 ? undefined : code % 1000 < 500),
    ...options,
    retry,
    framing: 'lines',
    outgoing,
    control: (raw, reply) => {
      if (raw === '{}') reply({});
      return raw === '{}';
    },
    observe: 'events',
  }).pipe(
    tap((event) => {
      const { id, error }: Reply = event.kind === 'message' ? event.message.data : {};
      if (id === connectId && error !== undefined) throw centrifugoError(error);
    }),
    retryWithBackoff(again),
  );
  const peer = afterHandshake<Reply, Command>(
    { events$: socket$, send: (command) => outgoing.next(command) },
    {
      greeting: () => ({ id: (connectId = ++lastId), connect: { token: token?.() } }),
      isAnswer: ({ id }) => id === connectId,
    },
  );
  const feeds = new Map<string, Feed>();
  const channel = channels<Reply, Command>(peer, {
    subscribe: (name) => ({ id: ++lastId, subscribe: { channel: name, ...feeds.get(name)?.state.askedBy(lastId) } }),
    unsubscribe: (name) => ({ id: ++lastId, unsubscribe: { channel: name } }),
    nameOf: ({ id, push }) => push?.channel ?? [...feeds].find(([, { state }]) => state.asked === id)?.[0],
  });
  const feedOf = (name: string): Feed => {
    const state = new CentrifugoChannel();
    const events$ = channel(name).pipe(
      mergeMap((reply) => state.events(reply)),
      retryWithBackoff(again),
      finalize(() => feeds.delete(name)),
      share(),
    );
    return { state, events$ };
  };
  const losses$ = peer.events$.pipe(filter(({ kind }) => kind !== 'message' && kind !== 'open'));
  return <T>(name: string) =>
    defer(() => {
      const feed = feeds.get(name) ?? feedOf(name);
      feeds.set(name, feed);
      return merge(feed.events$, losses$) as Observable<PushEvent<T>>;
    });
}
