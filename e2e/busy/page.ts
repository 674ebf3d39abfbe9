// What runs in the page under test: the same feed over every transport, and work that blocks the page.
import { httpStream$, pollingStream$, sse$, websocket$, type PushEvent } from 'ngx-comet/core';
import type { Observable } from 'rxjs';

interface Message {
  readonly id: string;
  readonly seq: number;
}

/** What one feed brought so far. */
export interface Seen {
  /** The numbers of the messages, in the order of arrival. */
  readonly numbers: number[];
  /** The other events, with the code of the error. */
  readonly events: string[];
}

declare global {
  interface Window {
    readonly everyFeed: Record<string, Seen>;
    block(ms: number): void;
    setClock(by: number): void;
  }
}

const limited = new URLSearchParams(location.search).has('limits');
const limits = limited ? { idleTimeout: 3_000 } : {};
const options = { observe: 'events', retry: () => 50, ...limits } as const;
const id = (message: Message): string => message.id;
const resume = { query: 'cursor' };
const heartbeat = { every: 1_000, timeout: 2_000, message: () => ({ type: 'ping' }) };

const feeds: Record<string, Observable<PushEvent<Message>>> = {
  sse: sse$<Message>('/feeds/ticker/sse', options),
  'http-stream': httpStream$<Message>('/feeds/ticker/http-stream', { ...options, id, resume, onEnd: 'reconnect' }),
  websocket: websocket$<Message, { type: string }>('/feeds/ticker/websocket', {
    ...options,
    id: (message) => message.id,
    resume,
    // The answers are no messages of the feed, but bytes.
    decode: (raw) => JSON.parse(String(raw)) as Message,
    ...(limited && { heartbeat }),
  }),
  polling: pollingStream$<Message>('/feeds/ticker/long-polling', {
    ...options,
    mode: 'long',
    framing: 'lines',
    id,
    resume,
    ...(limited && { timeout: 3_000 }),
  }),
};

const seen: Record<string, Seen> = {};
for (const [name, events$] of Object.entries(feeds)) {
  const feed: Seen = (seen[name] = { numbers: [], events: [] });
  events$.subscribe({
    next: (event) => {
      if (event.kind !== 'message') feed.events.push(event.kind === 'lost' ? `lost: ${event.error.code}` : event.kind);
      else if (typeof event.message.data.seq === 'number') feed.numbers.push(event.message.data.seq);
    },
    error: (error: unknown) => feed.events.push(String(error)),
    complete: () => feed.events.push('complete'),
  });
}

const realNow = Date.now.bind(Date);
let ahead = 0;
Date.now = () => realNow() + ahead;

Object.assign(window, {
  everyFeed: seen,
  block: (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  },
  setClock: (by: number) => {
    ahead += by;
  },
});
