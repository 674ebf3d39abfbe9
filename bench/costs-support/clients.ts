// Every transport of this package and its peers, each with its default options and used as in its README.
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { EventSourcePolyfill } from 'event-source-polyfill';
import { createEventSource } from 'eventsource-client';
import {
  connection,
  httpStream$,
  pollingStream$,
  sse$,
  viaJsonpPolling,
  websocket$,
  type PollingStreamOptions,
} from 'ngx-comet/core';
import PartySocket from 'partysocket/ws';
import ReconnectingWebSocket from 'reconnecting-websocket';
import type { Observable } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';

/** A message of the feeds. */
export interface Message {
  readonly n: number;
  /** When the server sent it, where it says so. */
  readonly at?: number;
}

/** Connects, delivers every message, and returns a function that disconnects. `feed` is an origin with a query. */
export type Client = (feed: string, message: (data: Message) => void) => () => void;

/** The URL of a feed by a transport. */
export function urlOf(feed: string, path: 'sse' | 'lines' | 'ws' | 'poll' | 'jsonp'): string {
  const url = new URL(feed);
  url.pathname = path;
  if (path === 'ws') url.protocol = 'ws:';
  return url.href;
}

const id = ({ n }: Message): string => String(n);
const byId = (feed: string): object => (new URL(feed).searchParams.has('ids') ? { id } : {});

const subscribing =
  (stream: (feed: string) => Observable<Message>): Client =>
  (feed, message) => {
    const subscription = stream(feed).subscribe(message);
    return () => subscription.unsubscribe();
  };

const polled = (feed: string, options: PollingStreamOptions<Message>): Observable<Message> =>
  pollingStream$<Message>(urlOf(feed, 'poll'), { framing: 'lines', id, resume: { query: 'cursor' }, ...options });

const jsonpPolled = (feed: string): Observable<Message> =>
  connection<Message>([viaJsonpPolling(urlOf(feed, 'jsonp'), { batch: true, id, resume: { query: 'cursor' } })]).data$;

/** The five transports. */
const OURS = {
  sse$: subscribing((feed) => sse$(urlOf(feed, 'sse'))),
  httpStream$: subscribing((feed) => httpStream$(urlOf(feed, 'lines'), { onEnd: 'reconnect', ...byId(feed) })),
  websocket$: subscribing((feed) => websocket$(urlOf(feed, 'ws'), byId(feed))),
  pollingStream$: subscribing((feed) => polled(feed, {})),
  'pollingStream$, long': subscribing((feed) => polled(feed, { mode: 'long', interval: 0 })),
  'jsonp$, polling': subscribing(jsonpPolled),
} satisfies Record<string, Client>;

/** The members of an `EventSource` and of a `WebSocket` that are used. */
interface SourceLike {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  close(): void;
}

const lookalike =
  (path: 'sse' | 'ws', create: (url: string) => SourceLike): Client =>
  (feed, message) => {
    const source = create(urlOf(feed, path));
    source.onmessage = ({ data }) => message(JSON.parse(data) as Message);
    return () => source.close();
  };

/** The peers for SSE. */
const SSE_PEERS = {
  'native EventSource': lookalike('sse', (url) => new EventSource(url)),
  'eventsource-client': (feed, message) => {
    const source = createEventSource({
      url: urlOf(feed, 'sse'),
      onMessage: ({ data }) => message(JSON.parse(data) as Message),
    });
    return () => source.close();
  },
  'fetch-event-source': (feed, message) => {
    const abort = new AbortController();
    void fetchEventSource(urlOf(feed, 'sse'), {
      signal: abort.signal,
      openWhenHidden: true,
      onmessage: ({ data }) => message(JSON.parse(data) as Message),
    });
    return () => abort.abort();
  },
  'event-source-polyfill': lookalike('sse', (url) => new EventSourcePolyfill(url)),
} satisfies Record<string, Client>;

/** The peers for WebSocket. */
const WEBSOCKET_PEERS = {
  'native WebSocket': lookalike('ws', (url) => new WebSocket(url)),
  'rxjs webSocket': subscribing((feed) => webSocket<Message>(urlOf(feed, 'ws'))),
  partysocket: lookalike('ws', (url) => new PartySocket(url)),
  'reconnecting-websocket': lookalike('ws', (url) => new ReconnectingWebSocket(url)),
} satisfies Record<string, Client>;

export const CLIENTS: Readonly<Record<string, Client>> = { ...OURS, ...SSE_PEERS, ...WEBSOCKET_PEERS };
