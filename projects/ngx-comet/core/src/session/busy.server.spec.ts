/** @jest-environment node */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Subscription, type Observable } from 'rxjs';
import { until } from '../spec-support/outcome';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { sse$ } from '../transports/sse/sse';
import { websocket$ } from '../transports/websocket/websocket';
import type { PushEvent } from '../vocabulary/push-event';

interface Message {
  readonly id: string;
  readonly seq: number;
}

/** What one feed brought so far. */
interface Seen {
  readonly numbers: number[];
  readonly events: string[];
}

const MAIN = join(__dirname, '../../../../push-server/src/main.ts');
/** Milliseconds. Limits of three ticks must be longer than a busy machine stops the server. */
const TICK = 1_000;
/** How long the program is busy, in milliseconds. `E2E_LONG` adds the longest time. */
const TIMES = process.env['E2E_LONG'] === undefined ? [1_000, 7_000] : [1_000, 7_000, 30_000];

const id = (message: Message): string => message.id;
const resume = { query: 'cursor' };

/** The same feed over every transport, without limits or with limits of three messages. */
function feedsOf(url: string, idleTimeout: number): Record<string, Observable<PushEvent<Message>>> {
  const options = { observe: 'events', retry: () => 50, idleTimeout } as const;
  const limited = idleTimeout > 0;
  return {
    sse: sse$<Message>(`${url}/sse`, options),
    'http-stream': httpStream$<Message>(`${url}/http-stream`, { ...options, id, resume, onEnd: 'reconnect' }),
    websocket: websocket$<Message, { type: string }>(`${url}/websocket`, {
      ...options,
      id,
      resume,
      ...(limited && { heartbeat: { every: TICK, timeout: 3 * TICK, message: () => ({ type: 'ping' }) } }),
    }),
    polling: pollingStream$<Message>(`${url}/long-polling`, {
      ...options,
      mode: 'long',
      framing: 'lines',
      id,
      resume,
      timeout: limited ? 3 * TICK : 60_000,
    }),
  };
}

describe('a program in Node that was busy', () => {
  let server: ChildProcess;
  let url = '';
  let running: Subscription;

  // In its own process, because it sends while this one is busy.
  beforeAll(async () => {
    server = spawn(process.execPath, [MAIN, '--tick-every', String(TICK)], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: server.stdout as NodeJS.ReadableStream })) {
      const [address] = /http:\/\/[\d.:]+/.exec(line) ?? [];
      if (address === undefined) continue;
      url = `${address}/feeds/ticker`;
      return;
    }
  });

  beforeEach(() => {
    running = new Subscription();
  });

  afterEach(() => {
    running.unsubscribe();
  });

  afterAll(() => {
    server.kill('SIGKILL');
  });

  /** Waits until every feed has brought `count` more messages. */
  function receives(feeds: readonly Seen[], count: number): Promise<void> {
    const goals = feeds.map(({ numbers }) => numbers.length + count);
    return until(() => feeds.every(({ numbers }, n) => numbers.length >= (goals[n] ?? 0)), 60_000);
  }

  function watch(events$: Observable<PushEvent<Message>>): Seen {
    const seen: Seen = { numbers: [], events: [] };
    running.add(
      events$.subscribe((event) => {
        if (event.kind === 'lost') seen.events.push(`lost: ${event.error.message}`);
        else if (event.kind !== 'message') seen.events.push(event.kind);
        // The answer to a heartbeat has no number.
        else if (typeof event.message.data.seq === 'number') seen.numbers.push(event.message.data.seq);
      }),
    );
    return seen;
  }

  it.each(TIMES)(
    'for %d ms keeps every connection, with limits and without',
    async (ms) => {
      const feeds = [0, 3 * TICK].flatMap((limit) =>
        Object.entries(feedsOf(url, limit)).map(([name, events$]) => ({ name, limit, ...watch(events$) })),
      );
      await receives(feeds, 2);
      const end = performance.now() + ms;
      while (performance.now() < end);
      // What was sent meanwhile, and more, for longer than a silent connection would be kept.
      await receives(feeds, ms / TICK + 4);
      expect(feeds).toEqual(
        feeds.map((feed) => ({
          ...feed,
          events: ['connecting', 'open'],
          numbers: feed.numbers.map((_, n) => (feed.numbers[0] ?? 0) + n),
        })),
      );
      expect(feeds).toHaveLength(8);
    },
    90_000,
  );
});
