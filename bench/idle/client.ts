// Opens many streams in Node, and reports what they cost while nothing comes.
import { EventSource as NodeEventSource } from 'eventsource';
import { sse$, websocket$ } from 'ngx-comet/core';
import { CLIENTS, urlOf, type Client, type Message } from '../costs-support/clients.ts';

/** What costs are measured of: heap in bytes, with what is held outside of it, and the number of timers. */
export interface Held {
  readonly heap: number;
  readonly timers: number;
}

/** The reports of this program, in this order. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'idle'; readonly held: Held; readonly base: Held; /** Milliseconds. */ readonly cpu: number }
  | { readonly kind: 'received'; readonly streams: number }
  | { readonly kind: 'left'; readonly held: Held };

/** The requests to this program. `seconds`: how long it stays idle. */
export type Request =
  | { readonly kind: 'open'; readonly client: string; readonly feed: string; readonly streams: number }
  | { readonly kind: 'idle'; readonly seconds: number }
  | { readonly kind: 'received' }
  | { readonly kind: 'leave' };

const IDLE_TIMEOUT = 45_000;

/** The minimal code. */
const reading: Client = (feed, message) => {
  const abort = new AbortController();
  const read = async (): Promise<void> => {
    const response = await fetch(urlOf(feed, 'sse'), { signal: abort.signal });
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const text = decoder.decode(chunk, { stream: true });
      message(JSON.parse(text.slice('data: '.length)) as Message);
    }
  };
  read().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return () => abort.abort();
};

const IN_NODE: Readonly<Record<string, Client>> = {
  ...CLIENTS,
  'fetch and a reader': reading,
  'sse$, idleTimeout': (feed, message) => {
    const subscription = sse$<Message>(urlOf(feed, 'sse'), { idleTimeout: IDLE_TIMEOUT }).subscribe(message);
    return () => subscription.unsubscribe();
  },
  'websocket$, heartbeat': (feed, message) => {
    const heartbeat = { every: IDLE_TIMEOUT, message: () => ({ type: 'ping' }) };
    const subscription = websocket$<Message>(urlOf(feed, 'ws'), { heartbeat }).subscribe(message);
    return () => subscription.unsubscribe();
  },
  eventsource: (feed, message) => {
    const source = new NodeEventSource(urlOf(feed, 'sse'));
    source.addEventListener('message', ({ data }) => message(JSON.parse(data as string) as Message));
    return () => source.close();
  },
};

let base: Held = { heap: 0, timers: 0 };
let leaves: (() => void)[] = [];
const got = new Set<number>();

async function settled(): Promise<Held> {
  // What has just ended is garbage only a turn later.
  for (let i = 0; i < 5; i++) {
    await new Promise(setImmediate);
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  return { heap: heapUsed + external, timers };
}

const report = (given: Report): void => void process.send?.(given);

async function idle(seconds: number): Promise<void> {
  const held = await settled();
  const before = process.cpuUsage();
  setTimeout(() => {
    const { user, system } = process.cpuUsage(before);
    report({ kind: 'idle', base, held, cpu: (user + system) / 1_000 });
  }, seconds * 1_000);
}

async function open({ client: name, feed, streams }: Request & { kind: 'open' }): Promise<void> {
  const client = IN_NODE[name];
  if (client === undefined) throw new Error(`there is no client called ${name}`);
  // The first streams include one-time costs.
  const first = await new Promise<() => void>((resolve) => {
    const stop = client(`${feed}?n=1`, () => setImmediate(() => resolve(stop)));
  });
  first();
  base = await settled();
  leaves = Array.from({ length: streams }, (_, i) => client(feed, () => got.add(i)));
}

process.on('message', (request: Request) => {
  switch (request.kind) {
    case 'open':
      return void open(request);
    case 'idle':
      return void idle(request.seconds);
    case 'received':
      return report({ kind: 'received', streams: got.size });
    case 'leave':
      for (const leave of leaves) leave();
      leaves = [];
      setTimeout(() => void settled().then((held) => report({ kind: 'left', held })), 500).unref();
  }
});
report({ kind: 'ready' });
