import { sendBytes } from './senders.ts';
import type { ServerProcess, Stats } from './server-process.ts';
import { INJECTED } from './texts.ts';

/** What must hold after every batch of inputs. */
export interface Bounds {
  /** Milliseconds in which a healthy client is served. */
  readonly answer: number;
  /** Mebibytes. */
  readonly memory: number;
  readonly feeds: number;
  readonly connections: number;
}

const BOUNDS: Bounds = { answer: 5_000, memory: 512, feeds: 64, connections: 50 };

/** What was measured after a batch. */
export interface Health {
  readonly answer: number;
  readonly memory: number;
  readonly feeds: number;
  readonly connections: number;
}

/** Serves a healthy client once, and measures it. Throws an error that says what does not hold. */
export async function checkHealth(server: ServerProcess, bounds: Bounds = BOUNDS): Promise<Health> {
  if (server.end !== undefined) throw new Error(`the process has ended, ${server.end}`);
  const signal = AbortSignal.timeout(bounds.answer);
  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(new URL(path, server.url), { ...init, signal });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`a healthy client got ${answer.status} for ${path}: ${text.slice(0, 200)}`);
    return text;
  };
  const began = performance.now();
  await serveOnce(ask, signal);
  const answer = Math.round(performance.now() - began);
  let { feeds, live } = await connections(ask);
  // What clients have left is noticed a little later.
  while (live.total > bounds.connections && !signal.aborted) ({ feeds, live } = await connections(ask));
  const health = { answer, memory: server.memory, feeds, connections: live.total };
  for (const name of ['memory', 'feeds', 'connections'] as const)
    if (!(health[name] <= bounds[name])) throw new Error(`${name}: ${health[name]}, more than ${bounds[name]}`);
  return health;
}

type Ask = (path: string, init?: RequestInit) => Promise<string>;

/** A message goes from one healthy client to another. */
async function serveOnce(ask: Ask, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      // The faults of the batch end here; they are no failure.
      await ask('/control/reset', { method: 'POST' });
      await ask('/control/cors?mode=on', { method: 'POST' });
      const mark = `${performance.now()}`;
      const [received] = await Promise.all([ask('/feeds/healthy/sse?latest=0&limit=1'), publishWhenOpen(ask, mark)]);
      if (!received.includes(mark)) throw new Error('a healthy client got another message than was published');
      return;
    } catch (error) {
      // The last inputs of a batch may be read after the reset, and one of them may have cut this stream.
      if (signal.aborted) throw error;
    }
  }
}

async function publishWhenOpen(ask: Ask, mark: string): Promise<void> {
  while ((await connections(ask)).live.total === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await ask('/feeds/healthy', { method: 'POST', body: JSON.stringify(mark) });
}

async function connections(ask: (path: string) => Promise<string>): Promise<Stats> {
  return JSON.parse(await ask('/control/stats')) as Stats;
}

/** What is wrong with the answer to an input; `undefined` = nothing. */
export function faultOf(answer: string, forbidden: boolean): string | undefined {
  const [head = ''] = answer.split('\r\n\r\n');
  if (new RegExp(`^${INJECTED}:`, 'im').test(head)) return 'an input has added a header to an answer';
  if (answer.startsWith('HTTP/1.1 500')) return `an input was answered with 500: ${answer.slice(0, 300)}`;
  if (forbidden && !answer.startsWith('HTTP/1.1 4')) return `a foreign request was not refused: ${head.slice(0, 100)}`;
  return undefined;
}

/** The checks themselves, tried on what they must find. Each must be found. */
export async function plantedFaults(server: ServerProcess): Promise<readonly [what: string, found: boolean][]> {
  const fails = async (bounds: Partial<Bounds>): Promise<boolean> =>
    checkHealth(server, { ...BOUNDS, ...bounds }).then(
      () => false,
      () => true,
    );
  const memory = server.memory === 0 || (await fails({ memory: 1 }));
  const feeds = await fails({ feeds: 0 });
  const injected = faultOf(`HTTP/1.1 200 OK\r\n${INJECTED}: 1\r\n\r\n`, false) !== undefined;
  const allowed = faultOf(
    await sendBytes(server.url, 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 5_000),
    true,
  );
  await server.stop();
  return [
    ['too much memory', memory],
    ['too many feeds', feeds],
    ['an added header', injected],
    ['a foreign request that is served', allowed !== undefined],
    ['a process that has ended', await fails({})],
  ];
}
