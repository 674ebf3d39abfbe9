// The page under test: a chat over one connection for all tabs. It records what arrives, and talks all the time.
import {
  connection,
  constant,
  isPushError,
  viaWebSocket,
  type ConnectionStatus,
  type Continuity,
} from 'ngx-comet/core';
import { connectionAcrossTabs } from 'ngx-comet/tabs';
import type { Subscription } from 'rxjs';
import { TICK, type ChatCommand, type ChatMessage } from './chat-messages';
import { withhold } from './chat-withhold';

/** What a tab has recorded. Times are milliseconds since 1970, of the one clock of this machine. */
export interface ChatState {
  /** The numbered messages, in the order of arrival. */
  readonly arrivals: { readonly n: number; readonly at: number }[];
  /** What every opening of the connection said, and how many messages had arrived before it. */
  readonly openings: { readonly continuity: Continuity; readonly before: number }[];
  readonly statuses: { readonly phase: ConnectionStatus['phase']; readonly at: number }[];
  /** How many commands to say something it sent. */
  sent: number;
  asked: number;
  readonly warnings: string[];
  /** How many messages of a channel arrived. */
  readonly news: Record<string, number>;
  /** The names of its channels to the other tabs. */
  readonly channels: string[];
  rejected: number;
  /** How the stream ended: the error, or 'complete'. */
  end: string;
  /** True if this page was restored from the back-forward cache. */
  restored: boolean;
}

const params = new URLSearchParams(location.search);
const tab = params.get('tab') ?? '';
/** Of this document: a tab that is reloaded has another one. */
const run = `${tab}.${Math.floor(performance.timeOrigin)}`;
const state: ChatState = {
  arrivals: [],
  openings: [],
  statuses: [],
  sent: 0,
  asked: 0,
  warnings: [],
  news: {},
  channels: [],
  rejected: 0,
  end: '',
  restored: false,
};
addEventListener('pageshow', ({ persisted }) => {
  state.restored ||= persisted;
});
withhold(params.get('without') ?? 'nothing');
recordChannels();

/** The test reads it even if the page ends. */
const { console: output } = globalThis;
const logger = {
  warn: (text: string): void => {
    state.warnings.push(text);
    output.warn(text);
  },
};
const address = `/chat?tab=${tab}`;
const feed = connectionAcrossTabs<ChatMessage, ChatCommand>(
  'chat',
  (cursor) =>
    connection<ChatMessage, ChatCommand>(
      [viaWebSocket(address, { id: (message) => ('n' in message ? String(message.n) : undefined) })],
      {
        resume: { query: 'cursor', store: cursor },
        sequence: ({ data }) => ('n' in data ? data.n : undefined),
        channels: {
          subscribe: (channel) => ({ kind: 'subscribe', channel }),
          unsubscribe: (channel) => ({ kind: 'unsubscribe', channel }),
          nameOf: (message) => (message.kind === 'news' ? message.channel : undefined),
        },
        replay: params.has('replay') ? 'last' : 'nothing',
        retry: constant(100),
        logger,
      },
    ),
  { logger },
);

function recordChannels(): void {
  if (!('BroadcastChannel' in window)) return;
  const Channel = BroadcastChannel;
  window.BroadcastChannel = class extends Channel {
    constructor(name: string) {
      super(name);
      state.channels.push(name);
    }
  };
}

/** A tab talks after every twentieth message of the server: timers of hidden pages are slow. */
function talk({ n, text }: { readonly n: number; readonly text: string }): void {
  if (text === TICK && n % 20 === Number(tab) % 20) say(1);
}

function say(count: number): void {
  for (let left = count; left > 0; left--) {
    const id = `${run}:${state.sent++}`;
    output.log(`sent ${id}`);
    feed.send({ kind: 'say', id });
  }
}

/** The answer, or the code of the error. */
function ask(text: string, idempotent: boolean): Promise<string> {
  const id = `${run}?${state.asked++}`;
  const match = (message: ChatMessage): boolean => message.kind === 'answer' && message.id === id;
  return new Promise((resolve) => {
    feed.request<ChatMessage>({ kind: 'ask', id, text }, { match, timeout: 15_000, idempotent }).subscribe({
      next: (message) => {
        resolve(message.kind === 'answer' ? message.text : 'no answer');
      },
      error: (error: unknown) => {
        resolve(`error ${isPushError(error) ? error.code : String(error)}`);
      },
    });
  });
}

const joined = new Map<string, Subscription>();

const chat = {
  state,
  say,
  ask,
  join: (channel: string): void => {
    const heard = feed.channel(channel).subscribe(() => (state.news[channel] = (state.news[channel] ?? 0) + 1));
    joined.set(channel, heard);
  },
  part: (channel: string): void => {
    joined.get(channel)?.unsubscribe();
  },
  signOut: (): void => {
    feed.reconnect({ forget: true });
  },
  reconnect: (): void => {
    feed.reconnect();
  },
  close: (): void => {
    feed.close();
  },
  /** What a subscriber gets at once that comes now. */
  late: (): readonly string[] => {
    const got: string[] = [];
    feed.status$.subscribe(({ phase }) => got.push(phase)).unsubscribe();
    feed.data$.subscribe((message) => got.push('n' in message ? String(message.n) : message.kind)).unsubscribe();
    return got;
  },
  /** Does what a page does that hangs. */
  block: (ms: number): void => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  },
};

declare global {
  interface Window {
    readonly chat: typeof chat;
  }
}

Object.assign(window, { chat });

feed.status$.subscribe(({ phase }) => state.statuses.push({ phase, at: Date.now() }));
feed.events$.subscribe({
  next: (event) => {
    if (event.kind === 'open') state.openings.push({ continuity: event.continuity, before: state.arrivals.length });
    if (event.kind === 'rejected') state.rejected++;
    if (event.kind !== 'message' || event.message.data.kind !== 'said') return;
    state.arrivals.push({ n: event.message.data.n, at: Date.now() });
    talk(event.message.data);
  },
  error: (error: unknown) => (state.end = String(error)),
  complete: () => (state.end = 'complete'),
});
