// The page under test: one connection over all five routes. It records the messages and events for the test.
import {
  connection,
  constant,
  viaHttpStream,
  viaJsonpPolling,
  viaLongPolling,
  viaSse,
  viaWebSocket,
  type Continuity,
  type PushEvent,
  type TransportName,
} from 'ngx-comet/core';
import type { Subscription } from 'rxjs';

interface Numbered {
  readonly id: string;
  readonly seq: number;
}

/** The messages that arrived over one route, until the first one over another route. */
export interface Turn {
  readonly transport: TransportName;
  carried: number;
}

export interface Watched {
  /** The numbers of the messages, in the order of arrival. */
  readonly seen: number[];
  readonly turns: Turn[];
  /** The continuity of each opening. */
  readonly openings: Continuity[];
  rejected: number;
  /** How often a connection broke or failed to open. */
  lost: number;
  end: string;
}

export interface Traces {
  readonly frames: number;
  readonly scripts: number;
  readonly globals: string[];
}

const watched: Watched = { seen: [], turns: [], openings: [], rejected: 0, lost: 0, end: '' };
let following: Subscription | undefined;

function note(event: PushEvent<Numbered>): void {
  if (event.kind === 'open') watched.openings.push(event.continuity);
  if (event.kind === 'rejected') watched.rejected++;
  if (event.kind === 'lost') watched.lost++;
  if (event.kind !== 'message') return;
  const { data, transport } = event.message;
  watched.seen.push(data.seq);
  const turn = watched.turns.at(-1);
  if (turn?.transport === transport) turn.carried++;
  else watched.turns.push({ transport, carried: 1 });
}

/** Follows a feed from its first message on; its scripts come from the origin `elsewhere`. */
function follow(feed: string, elsewhere: string): void {
  const id = (message: Numbered): string => message.id;
  const resume = { query: 'cursor' };
  following = connection<Numbered>(
    [
      viaWebSocket(`${feed}/websocket`, { id, resume }),
      viaSse(`${feed}/sse`),
      viaHttpStream(`${feed}/http-stream`, { id, resume, onEnd: 'reconnect' }),
      viaLongPolling(`${feed}/long-polling?hold=1000`, { id, resume, timeout: 1_500, interval: 100 }),
      viaJsonpPolling(`${elsewhere}/jsonp?batch=1&hold=1000`, { id, resume, batch: true, interval: 100 }),
    ],
    {
      sequence: ({ data }) => data.seq,
      resume: { from: '0' },
      retry: constant(20),
      connectTimeout: 1_000,
      idleTimeout: 1_000,
      deliverWithin: 500,
      probeAfter: 200,
    },
  ).events$.subscribe({
    next: note,
    error: (error: unknown) => (watched.end = String(error)),
    complete: () => (watched.end = 'complete'),
  });
}

const feed = {
  follow,
  leave: () => following?.unsubscribe(),
  watched: () => watched,
  turn: () => watched.turns.at(-1),
  /** Everything that JSONP could leave behind. */
  traces: (): Traces => ({
    frames: document.querySelectorAll('iframe').length + window.length,
    scripts: document.scripts.length,
    globals: Object.getOwnPropertyNames(window).filter((name) => name.startsWith('ngxComet')),
  }),
};

declare global {
  interface Window {
    readonly feed: typeof feed;
  }
}

Object.assign(window, { feed });
