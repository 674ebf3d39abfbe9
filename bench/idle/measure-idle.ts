import { fork } from 'node:child_process';
import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FeedServer } from '../costs-support/feed-server.ts';
import type { Report, Request } from './client.ts';

/** What one idle stream costs, on average over all of them. */
export interface IdleCosts {
  /** Bytes, with those outside of the JavaScript heap. */
  readonly heap: number;
  readonly timers: number;
  /** Milliseconds of processor time per minute, of all streams together. */
  readonly cpuPerMinute: number;
  /** Streams that received a message after the idle time. */
  readonly received: number;
  /** Timers that remained when all streams were left. */
  readonly timersLeft: number;
}

/** Opens the streams in a process of its own, and leaves them idle. */
export async function measureIdle(client: string, streams: number, seconds: number): Promise<IdleCosts> {
  const server = new FeedServer();
  const feed = await server.listen();
  const child = fork(fileURLToPath(new URL('client.mjs', import.meta.url)), { execArgv: ['--expose-gc'] });
  const reports = on(child, 'message', { close: ['exit'] }) as AsyncIterator<[Report], undefined>;
  const ask = (request: Request): boolean => child.send(request);
  const answer = async <K extends Report['kind']>(kind: K): Promise<Report & { kind: K }> => {
    for (;;) {
      const { value, done } = await reports.next();
      if (done === true) throw new Error(`${client}: the process ended before it reported ${kind}`);
      const [report] = value;
      if (report.kind === kind) return report as Report & { kind: K };
    }
  };
  const until = async (condition: () => boolean): Promise<void> => {
    for (let waited = 0; !condition() && waited < 30_000; waited += 20) await delay(20);
  };
  try {
    await answer('ready');
    ask({ kind: 'open', client, feed, streams });
    await until(() => server.open === streams);
    await delay(1_000);
    ask({ kind: 'idle', seconds });
    const { base, held, cpu } = await answer('idle');
    server.publish('{"n":0}');
    await delay(1_000);
    ask({ kind: 'received' });
    const received = (await answer('received')).streams;
    ask({ kind: 'leave' });
    const left = (await answer('left')).held;
    return {
      heap: (held.heap - base.heap) / streams,
      timers: (held.timers - base.timers) / streams,
      cpuPerMinute: (cpu / seconds) * 60,
      received,
      timersLeft: Math.max(0, left.timers - base.timers),
    };
  } finally {
    child.kill();
    server.close();
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
