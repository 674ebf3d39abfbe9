import type { Observable } from 'rxjs';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { jsonp$ } from '../transports/jsonp/jsonp';
import { pollingStream$ } from '../transports/polling/polling-stream';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushOptions } from '../session/push-options';
import { sse$ } from '../transports/sse/sse';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { websocket$ } from '../transports/websocket/websocket';

type Events = Observable<PushEvent<string>>;
type Phase = 'connecting' | 'open';

/** The server of one stream, played by a spec. Its actions affect the latest connection. */
export interface ScriptedPeer {
  open(options: PushOptions<string>): Events;
  /** How many connections are open or opening. */
  live(): number;
  /** The phases in which each action is possible with this transport. */
  readonly can: Readonly<Record<'accept' | 'send' | 'cut' | 'refuse' | 'finish', readonly Phase[]>>;
  accept(): void;
  send(): void;
  cut(): void;
  refuse(): void;
  finish(): void;
}

const BOTH: readonly Phase[] = ['connecting', 'open'];

/** The time between two polls, in milliseconds. */
export const POLL_INTERVAL = 3_000;

interface Request {
  readonly signal: AbortSignal;
  readonly respond: (response: Response) => void;
  readonly reject: (error: unknown) => void;
  body: ReadableStreamDefaultController<Uint8Array> | undefined;
  over: boolean;
}

interface HttpKind {
  readonly type: string;
  readonly message: string;
  readonly refuses: number;
  readonly ends: number | 'body';
  readonly can: ScriptedPeer['can'];
  readonly open: (fetch: typeof globalThis.fetch, options: PushOptions<string>) => Events;
}

function httpPeer(kind: HttpKind): ScriptedPeer {
  const requests: Request[] = [];
  const fetch = (_url: unknown, init?: RequestInit): Promise<Response> =>
    new Promise((respond, reject) => {
      const signal = init?.signal;
      if (!signal) throw new TypeError('a request without a signal');
      requests.push({ signal, respond, reject, body: undefined, over: false });
    });
  const last = (): Request => {
    const request = requests.at(-1);
    if (request === undefined) throw new Error('nothing was requested');
    return request;
  };
  const bytes = new TextEncoder().encode(kind.message);
  const end = (status: number): void => {
    last().over = true;
    last().respond(new Response(null, { status }));
  };
  return {
    can: kind.can,
    open: (options) => kind.open(fetch, options),
    live: () => requests.filter(({ signal, over }) => !signal.aborted && !over).length,
    accept: () => {
      const request = last();
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          request.body = controller;
        },
      });
      request.respond(new Response(body, { headers: { 'Content-Type': kind.type } }));
    },
    send: () => last().body?.enqueue(bytes),
    cut: () => {
      const request = last();
      request.over = true;
      if (request.body === undefined) request.reject(new TypeError('Failed to fetch'));
      else request.body.error(new TypeError('network error'));
    },
    refuse: () => {
      end(kind.refuses);
    },
    finish: () => {
      if (kind.ends !== 'body') return end(kind.ends);
      last().over = true;
      last().body?.enqueue(bytes);
      last().body?.close();
    },
  };
}

function webSocketPeer(): ScriptedPeer {
  FakeWebSocket.all = [];
  return {
    can: { accept: ['connecting'], send: ['open'], cut: BOTH, refuse: BOTH, finish: BOTH },
    open: (options) =>
      websocket$<string>('wss://feed.test', { ...options, WebSocket: FakeWebSocket, observe: 'events' }),
    live: () => FakeWebSocket.all.filter(({ readyState }) => readyState < 2).length,
    accept: () => {
      FakeWebSocket.last.open();
    },
    send: () => {
      FakeWebSocket.last.message('x');
    },
    cut: () => {
      FakeWebSocket.last.drop();
    },
    refuse: () => {
      FakeWebSocket.last.drop(4403);
    },
    finish: () => {
      FakeWebSocket.last.drop(1000);
    },
  };
}

function jsonpPeer(): ScriptedPeer {
  const scripts = (): HTMLScriptElement[] => [
    ...document.querySelectorAll<HTMLScriptElement>('script[src*="callback="]'),
  ];
  const fire = (type: string): void => {
    scripts().at(-1)?.dispatchEvent(new Event(type));
  };
  return {
    can: { accept: [], send: [], cut: ['connecting'], refuse: ['connecting'], finish: ['connecting'] },
    open: (options) =>
      jsonp$<string>('https://feed.test/x', { ...options, contain: false, timeout: 0, observe: 'events' }),
    live: () => scripts().length,
    accept: () => undefined,
    send: () => undefined,
    cut: () => {
      fire('error');
      // After an error the transport waits for a policy violation that explains it.
      jest.advanceTimersByTime(50);
    },
    refuse: () => {
      fire('load');
    },
    finish: () => {
      const script = scripts().at(-1);
      const callback = new URL(script?.src ?? '').searchParams.get('callback') ?? '';
      (globalThis as unknown as Record<string, (answer: unknown) => void>)[callback]?.('x');
      script?.dispatchEvent(new Event('load'));
    },
  };
}

const UNTIL_OPEN = { accept: ['connecting'], cut: BOTH, refuse: ['connecting'] } as const;

/** A peer for every transport. */
export const PEERS = {
  sse: () =>
    httpPeer({
      type: 'text/event-stream',
      message: 'data: x\n\n',
      refuses: 403,
      ends: 204,
      can: { ...UNTIL_OPEN, send: ['open'], finish: ['connecting'] },
      open: (fetch, options) => sse$<string>('https://feed.test', { ...options, fetch, observe: 'events' }),
    }),
  'http-stream': () =>
    httpPeer({
      type: 'text/plain',
      message: 'x\n',
      refuses: 403,
      ends: 'body',
      can: { ...UNTIL_OPEN, send: ['open'], finish: ['open'] },
      open: (fetch, options) => httpStream$<string>('https://feed.test', { ...options, fetch, observe: 'events' }),
    }),
  polling: () =>
    httpPeer({
      type: 'text/plain',
      message: 'x',
      refuses: 403,
      ends: 'body',
      can: { ...UNTIL_OPEN, send: [], finish: ['open'] },
      open: (fetch, options) =>
        pollingStream$<string>('https://feed.test', {
          ...options,
          fetch,
          interval: POLL_INTERVAL,
          jitter: 0,
          timeout: 0,
          observe: 'events',
        }),
    }),
  websocket: webSocketPeer,
  jsonp: jsonpPeer,
} as const;
