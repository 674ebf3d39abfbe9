// The HTTP transports of the virtual server, as a `fetch`.
import type { Ending, Sent, VirtualServer, Wire } from './virtual-server.ts';

/** How many answers are remembered by weak references, to know how many abort signals live. */
export class Signals {
  #refs: WeakRef<AbortSignal>[] = [];

  add(signal: AbortSignal): void {
    this.#refs.push(new WeakRef(signal));
  }

  /** After a garbage collection. */
  get alive(): number {
    this.#refs = this.#refs.filter((ref) => ref.deref() !== undefined);
    return this.#refs.length;
  }
}

type Format = (messages: readonly Sent[]) => string;

const json = ({ n, id }: Sent): string => JSON.stringify({ n, id });
const lines: Format = (messages) => messages.map((message) => `${json(message)}\n`).join('');
const events: Format = (messages) =>
  messages.map((message) => `id: ${message.id}\ndata: ${json(message)}\n\n`).join('');

const TYPES: Readonly<Record<string, string>> = { sse: 'text/event-stream' };
/** How long a long poll is held, in milliseconds. */
const HOLD = 25_000;

/** A `fetch` whose requests reach the virtual server. */
export function fetchOf(server: VirtualServer, signals: Signals): typeof globalThis.fetch {
  return (input, init = {}) => {
    const { signal } = init;
    if (signal instanceof AbortSignal) signals.add(signal);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(new DOMException('aborted', 'AbortError'));
      };
      if (signal?.aborted === true) {
        leave();
        return;
      }
      signal?.addEventListener('abort', leave, { once: true });
      const request = requestOf(input, init);
      const { mood } = server;
      if (mood.kind === 'mute') return;
      if (mood.kind === 'unreachable') {
        reject(new TypeError('Failed to fetch'));
        return;
      }
      if (mood.kind === 'refuses') {
        const headers: HeadersInit = mood.retryAfter === undefined ? {} : { 'Retry-After': String(mood.retryAfter) };
        resolve(new Response('busy', { status: mood.status, headers }));
        return;
      }
      answer(server, request, { resolve, reject, signal: signal ?? undefined });
    });
  };
}

interface Request {
  readonly transport: string;
  readonly cursor: string | undefined;
}

function requestOf(input: RequestInfo | URL, init: RequestInit): Request {
  const url = new URL(input instanceof Request ? input.url : input);
  const cursor = new Headers(init.headers).get('Last-Event-ID') ?? url.searchParams.get('cursor') ?? undefined;
  return { transport: url.pathname.split('/').at(-1) ?? '', cursor };
}

interface Reply {
  readonly resolve: (response: Response) => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

function answer(server: VirtualServer, { transport, cursor }: Request, reply: Reply): void {
  const { position, confirms } = server.positionOf(cursor);
  const headers: Record<string, string> = {
    'content-type': TYPES[transport] ?? 'application/x-ndjson',
    ...(confirms !== undefined && { 'Last-Event-ID': confirms }),
  };
  if (transport === 'sse' || transport === 'http-stream') stream(server, transport, position, headers, reply);
  else poll(server, transport, cursor === undefined ? position - 1 : position, headers, reply);
}

function stream(
  server: VirtualServer,
  transport: string,
  position: number,
  headers: Record<string, string>,
  { resolve, signal }: Reply,
): void {
  const format = transport === 'sse' ? events : lines;
  const encoder = new TextEncoder();
  let out: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      out = controller;
    },
    cancel: () => {
      server.gone(wire);
    },
  });
  const wire: Wire = {
    transport,
    deliver: (messages) => out?.enqueue(encoder.encode(format(messages))),
    close: (how) => {
      if (how === 'end') out?.close();
      else out?.error(new TypeError('network error'));
    },
  };
  signal?.addEventListener(
    'abort',
    () => {
      server.gone(wire);
      out?.error(new DOMException('aborted', 'AbortError'));
    },
    { once: true },
  );
  resolve(new Response(body, { headers }));
  server.accept(wire, position);
}

function poll(
  server: VirtualServer,
  transport: string,
  position: number,
  headers: Record<string, string>,
  { resolve, reject, signal }: Reply,
): void {
  const timers: NodeJS.Timeout[] = [];
  let isAnswered = false;
  const finish = (response: Response | undefined): void => {
    isAnswered = true;
    for (const timer of timers) clearTimeout(timer);
    server.gone(wire);
    if (response === undefined) reject(new TypeError('network error'));
    else resolve(response);
  };
  const empty = (): Response => new Response(null, { status: 204, headers });
  const wire: Wire = {
    transport,
    deliver: (messages) => {
      finish(new Response(lines(messages), { headers }));
    },
    close: (how: Ending) => {
      finish(how === 'end' ? empty() : undefined);
    },
  };
  signal?.addEventListener(
    'abort',
    () => {
      for (const timer of timers) clearTimeout(timer);
      server.gone(wire);
    },
    { once: true },
  );
  server.accept(wire, position);
  // The answer came at once.
  if (isAnswered) return;
  const hold = transport === 'polling' ? 1 : HOLD;
  timers.push(
    setTimeout(() => {
      if (!server.isDead(wire)) finish(empty());
    }, hold),
  );
}
