// The page under test: one feed at a time, over the transport that the test names.
import {
  httpStream$,
  isPushError,
  pollingStream$,
  sse$,
  websocket$,
  type Continuity,
  type PushEvent,
  type PushMessage,
} from 'ngx-comet/core';
import type { Observable, Subscription } from 'rxjs';

/** How a page may follow a feed. */
export type Kind = 'sse' | 'event-source' | 'http-stream' | 'websocket' | 'long-polling' | 'polling';

/** What a test can choose. */
export interface How {
  /** The cursor of the first request. */
  readonly from?: string;
  /** Compares the numbers of the messages: those of the server, or those of `value.product` and `value.n`. */
  readonly sequence?: 'seq' | 'product';
}

/** What the page has seen. */
export interface Seen {
  readonly values: unknown[];
  /** The continuity of each opening, and what became known later. */
  readonly openings: Continuity[];
  readonly lost: string[];
  rejected: number;
  end: string;
}

interface Message {
  readonly id: string;
  readonly seq: number;
  readonly value: unknown;
}

let seen: Seen = { values: [], openings: [], lost: [], rejected: 0, end: '' };
let following: Subscription | undefined;

function numberOf({ data: { value } }: PushMessage<Message>): readonly [string, number] {
  const { product, n } = value as { readonly product: string; readonly n: number };
  return [product, n];
}

function open(kind: Kind, feed: string, { from, sequence }: How): Observable<PushEvent<Message>> {
  const shared = {
    observe: 'events',
    retry: () => 20,
    ...(sequence === undefined
      ? {}
      : { sequence: sequence === 'seq' ? ({ data }: PushMessage<Message>) => data.seq : numberOf }),
  } as const;
  const id = (message: Message): string => message.id;
  const resume = { query: 'cursor', ...(from === undefined ? {} : { from }) };
  switch (kind) {
    case 'sse':
      return sse$<Message>(`${feed}/sse`, { ...shared, resume: from === undefined ? {} : { from } });
    case 'event-source':
      return sse$<Message>(`${feed}/sse${from === undefined ? '' : `?cursor=${from}`}`, {
        ...shared,
        via: 'event-source',
      });
    case 'http-stream':
      return httpStream$<Message>(`${feed}/http-stream`, { ...shared, id, resume, onEnd: 'reconnect' });
    case 'websocket':
      return websocket$<Message>(`${feed}/websocket`, { ...shared, id, resume });
    case 'long-polling':
      return pollingStream$<Message>(`${feed}/long-polling`, {
        ...shared,
        mode: 'long',
        framing: 'lines',
        interval: 20,
        id,
        resume,
      });
    case 'polling':
      return pollingStream$<Message>(`${feed}/polling`, { ...shared, interval: 50, jitter: 0, id, resume });
  }
}

function start(kind: Kind, feed: string, how: How): void {
  following?.unsubscribe();
  const now: Seen = { values: [], openings: [], lost: [], rejected: 0, end: '' };
  seen = now;
  following = open(kind, feed, how).subscribe({
    next: (event) => {
      if (event.kind === 'open') now.openings.push(event.continuity);
      if (event.kind === 'message') now.values.push(event.message.data.value);
      if (event.kind === 'lost') now.lost.push(event.error.code);
      if (event.kind === 'rejected') now.rejected++;
    },
    error: (error: unknown) => (now.end = isPushError(error) ? error.code : String(error)),
    complete: () => (now.end = 'complete'),
  });
}

const feeds = { start, seen: () => seen, stop: () => following?.unsubscribe() };

declare global {
  interface Window {
    readonly feeds: typeof feeds;
  }
}

Object.assign(window, { feeds });
