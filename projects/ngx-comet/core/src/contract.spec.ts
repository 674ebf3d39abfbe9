/**
 * One contract for every transport, against a real server. A fake page counts what is left behind in it. The tests in
 * real browsers show the rest of JSONP.
 *
 * @jest-environment node
 */
import { firstValueFrom, lastValueFrom, map, Subject, take, takeUntil, toArray, type Observable } from 'rxjs';
import { createPushServer, type PushServer } from '../../../push-server/src/server.ts';
import { httpStream$ } from './transports/http-stream/http-stream';
import { jsonp$ } from './transports/jsonp/jsonp';
import { isPushError } from './vocabulary/is-push-error';
import { pollingStream$ } from './transports/polling/polling-stream';
import type { PushError } from './vocabulary/push-error';
import type { PushEvent } from './vocabulary/push-event';
import type { PushMessage } from './vocabulary/push-message';
import type { Observe, PushOptions } from './session/push-options';
import { constant } from './schedule/constant';
import { countingClock } from './spec-support/counting-clock';
import { FakePage } from './spec-support/fake-page';
import { until } from './spec-support/outcome';
import { sse$ } from './transports/sse/sse';
import type { TransportName } from './vocabulary/transport-name';
import { websocket$ } from './transports/websocket/websocket';

interface Feed {
  readonly seq: number;
  readonly value: unknown;
}

type Options = PushOptions<Feed> & { readonly observe?: Observe };

interface TransportCase {
  readonly name: TransportName;
  /** Its name on the server. */
  readonly route: string;
  readonly open: (base: string, options: Options) => Observable<unknown>;
}

const seqOf = (message: Feed): string => String(message.seq);

const feeds: readonly TransportCase[] = [
  {
    name: 'sse',
    route: 'sse',
    open: (base, options) => sse$<Feed>(`${base}/sse`, options as { observe: 'data' }),
  },
  {
    name: 'http-stream',
    route: 'http-stream',
    open: (base, options) =>
      httpStream$<Feed>(`${base}/http-stream`, {
        id: seqOf,
        resume: { query: 'cursor' },
        onEnd: 'reconnect',
        ...options,
      } as { observe: 'data' }),
  },
  {
    name: 'polling',
    route: 'long-polling',
    open: (base, options) =>
      pollingStream$<Feed>(`${base}/long-polling`, {
        mode: 'long',
        framing: 'lines',
        interval: 50,
        id: seqOf,
        resume: { query: 'cursor' },
        ...options,
      } as { observe: 'data' }),
  },
  {
    name: 'websocket',
    route: 'websocket',
    open: (base, options) =>
      websocket$<Feed, unknown>(`${base.replace('http', 'ws')}/websocket`, {
        id: seqOf,
        resume: { query: 'cursor' },
        ...options,
      } as { observe: 'data' }),
  },
];

/** They deliver one answer, and complete. */
const calls: readonly TransportCase[] = [
  {
    name: 'jsonp',
    route: 'jsonp',
    open: (base, options) =>
      jsonp$<Feed>(`${base}/jsonp?hold=2000`, { contain: false, ...options } as { observe: 'data' }),
  },
];

/** Emits at the end of each test. A stream of a failed test would retry for ever, and Jest would not end. */
const testEnd = new Subject<void>();

const untilTestEnd = (cases: readonly TransportCase[]): readonly TransportCase[] =>
  cases.map((one) => ({ ...one, open: (...args) => one.open(...args).pipe(takeUntil(testEnd)) }));

let server: PushServer;
let base: string;
let page: FakePage;

beforeEach(async () => {
  server = createPushServer({ tickEvery: 20 });
  base = new URL('/feeds/ticker', await server.listen()).href;
  page = new FakePage(base);
});

afterEach(async () => {
  testEnd.next();
  page.remove();
  await server.close();
});

const retry = constant(20);

/**
 * Waits for five ticks of the feed, then for the response to a request of its own. By then the server has counted all
 * earlier requests, and those that were made again after `retry`.
 */
async function longEnough(): Promise<void> {
  const { published } = server.stats();
  await until(() => server.stats().published >= published + 5);
  await fetch(`${base}/polling`);
}

describe.each(untilTestEnd([...feeds, ...calls]))('the contract of $name', ({ name, route, open }) => {
  const live = (): number => server.stats().live[route] ?? 0;
  const requested = (): number => server.stats().requests[route] ?? 0;

  it('does nothing before it is subscribed to', async () => {
    open(base, { retry });
    await longEnough();
    expect(requested()).toBe(0);
    expect(page.traces).toEqual({ listeners: 0, elements: 0 });
  });

  it('connects to nothing in a prerendered page before the user opens it', async () => {
    page.prerender();
    const events: PushEvent<Feed>[] = [];
    const subscription = open(base, { retry, observe: 'events' }).subscribe((event) => {
      events.push(event as PushEvent<Feed>);
    });
    await longEnough();
    expect(requested()).toBe(0);
    expect(page.traces.elements).toBe(0);
    expect(events).toEqual([{ kind: 'paused', reason: 'prerendering' }]);
    page.open();
    await until(() => events.some(({ kind }) => kind === 'message'));
    expect(requested()).toBe(1);
    subscription.unsubscribe();
  });

  it('delivers messages that name their transport', async () => {
    const message = (await firstValueFrom(open(base, { retry, observe: 'messages' }))) as PushMessage<Feed>;
    expect(message).toMatchObject({ data: { seq: expect.any(Number) as number }, event: 'message', transport: name });
  });

  it('reports that it connects, that it is open, and then its first message', async () => {
    const events = open(base, { retry, observe: 'events' }) as Observable<PushEvent<Feed>>;
    const kinds = await lastValueFrom(
      events.pipe(
        map(({ kind }) => kind),
        take(3),
        toArray(),
      ),
    );
    expect(kinds).toEqual(['connecting', 'open', 'message']);
  });

  it('errors with a final overflow when a message is longer than maxMessageSize', async () => {
    const error = await failure(open(base, { retry, maxMessageSize: 5 }));
    expect(error).toMatchObject({ code: 'overflow', transport: name, transient: false });
  });

  it('gives each subscription a connection of its own', async () => {
    const stream = open(base, { retry });
    await Promise.all([firstValueFrom(stream), firstValueFrom(stream)]);
    expect(requested()).toBeGreaterThanOrEqual(2);
    await until(() => live() === 0);
  });

  it('makes no request when it is unsubscribed from at once', async () => {
    open(base, { retry }).subscribe().unsubscribe();
    await longEnough();
    expect(requested()).toBe(0);
  });

  it('makes no second request when it is unsubscribed from while connecting', async () => {
    server.faults.delay({ ms: 50, transport: route });
    const subscription = open(base, { retry }).subscribe();
    await until(() => requested() > 0);
    subscription.unsubscribe();
    // The load of a script cannot be aborted, so it gets its response.
    await until(() => live() === 0);
    await longEnough();
    expect(requested()).toBe(1);
  });

  it('errors with the PushError itself when no server listens and retry is off', async () => {
    await server.close();
    const error = await failure(open(base, { retry: false }));
    expect(error.transient).toBe(true);
    expect(['network', 'closed', 'script']).toContain(error.code);
  });

  it('gives up with the last error as its cause', async () => {
    await server.close();
    const error = await failure(open(base, { retry: ({ attempt }) => (attempt > 2 ? undefined : 1) }));
    expect(error).toMatchObject({ code: 'gave-up', transport: name, transient: false });
    expect(isPushError(error.cause)).toBe(true);
  });

  it('names a wrong option and its value in a TypeError from the call', () => {
    expect(() => open(base, { connectTimeout: -1 })).toThrow(/connectTimeout .*-1/);
    expect(() => open(base, { maxMessageSize: 0 })).toThrow(/maxMessageSize .*0/);
    expect(() => open(base, { observe: 'dat' as 'data' })).toThrow(/observe .*"dat"/);
    expect(() => open(base, { idleTimeout: Number.NaN })).toThrow(TypeError);
  });

  it.each<[string, (seen: readonly string[]) => boolean]>([
    ['while it connects', (seen) => seen.includes('connecting')],
    ['after a message', (seen) => seen.includes('message')],
    ['while it waits', (seen) => seen.includes('lost')],
  ])(
    'leaves no connection, timer, listener or element behind when it is unsubscribed from %s',
    async (moment, reached) => {
      if (moment === 'while it waits') await server.close();
      const clock = countingClock();
      const setInterval = jest.spyOn(globalThis, 'setInterval');
      const clearInterval = jest.spyOn(globalThis, 'clearInterval');
      const names = Object.getOwnPropertyNames(globalThis);
      const seen: string[] = [];
      const options = { retry: constant(60_000), idleTimeout: 60_000, clock, observe: 'events' } as const;
      const subscription = open(base, options).subscribe((event) => {
        seen.push((event as PushEvent<Feed>).kind);
      });
      expect(page.traces.listeners).toBeGreaterThan(0);
      await until(() => reached(seen));
      subscription.unsubscribe();
      await until(() => live() === 0);
      // The callback of a script that still loads is removed after the load.
      await until(() => Object.getOwnPropertyNames(globalThis).length === names.length);
      const cleared = clearInterval.mock.calls.map(([id]) => id as unknown);
      expect(setInterval.mock.results.filter(({ value }) => !cleared.includes(value))).toHaveLength(0);
      expect(clock.running).toBe(0);
      expect(page.traces).toEqual({ listeners: 0, elements: 0 });
    },
  );
});

describe.each(untilTestEnd(feeds))('the contract of $name, a feed', ({ route, open }) => {
  const live = (): number => server.stats().live[route] ?? 0;

  it('delivers payloads in order', async () => {
    const data = (await lastValueFrom(open(base, { retry }).pipe(take(5), toArray<unknown>()))) as Feed[];
    const first = data[0]?.seq ?? 0;
    expect(data.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4].map((n) => first + n));
  });

  it('gives every message its id', async () => {
    const message = (await firstValueFrom(open(base, { retry, observe: 'messages' }))) as PushMessage<Feed>;
    expect(message.id).toMatch(new RegExp(`\\b${seqOf(message.data)}$`));
  });

  it('holds a connection for each subscription, as long as the subscription lasts', async () => {
    // A feed without messages: a poll is held until it is aborted.
    const stream = open(new URL('quiet', base).href, { retry });
    const one = stream.subscribe();
    const other = stream.subscribe();
    await until(() => live() === 2);
    one.unsubscribe();
    await until(() => live() === 1);
    other.unsubscribe();
    await until(() => live() === 0);
    expect(live()).toBe(0);
  });

  it('continues after the connection was cut, without losing or repeating a message', async () => {
    const seen: number[] = [];
    const subscription = open(base, { retry }).subscribe((data) => seen.push((data as Feed).seq));
    await until(() => seen.length >= 3);
    server.faults.drop();
    await until(() => seen.length >= 10);
    server.faults.drop();
    await until(() => seen.length >= 20);
    subscription.unsubscribe();
    expect(seen).toEqual(seen.map((_, index) => (seen[0] ?? 0) + index));
  });

  it('reconnects after a restart of the server', async () => {
    const kinds: string[] = [];
    const subscription = open(base, { retry, observe: 'events' }).subscribe((event) => {
      kinds.push((event as PushEvent<Feed>).kind);
    });
    await until(() => kinds.includes('message'));
    await server.restart({ ms: 60 });
    const before = kinds.length;
    await until(() => kinds.slice(before).includes('message'));
    subscription.unsubscribe();
    expect(kinds.slice(0, 3)).toEqual(['connecting', 'open', 'message']);
    expect(kinds).toContain('lost');
  });

  it('reports a broken message and continues', async () => {
    const events: PushEvent<Feed>[] = [];
    const subscription = open(base, { retry, observe: 'events' }).subscribe((event) => {
      events.push(event as PushEvent<Feed>);
    });
    await until(() => events.some(({ kind }) => kind === 'message'));
    server.faults.garbage();
    await until(() => events.some(({ kind }) => kind === 'rejected'));
    const after = events.length;
    await until(() => events.slice(after).some(({ kind }) => kind === 'message'));
    subscription.unsubscribe();
    expect(events.find(({ kind }) => kind === 'rejected')).toMatchObject({ error: { code: 'decode' } });
  });
});

describe.each(untilTestEnd(calls))('the contract of $name, a single call', ({ route, open }) => {
  it('delivers one answer, completes, and makes no second request', async () => {
    const data = (await lastValueFrom(open(base, { retry }).pipe(toArray<unknown>()))) as Feed[];
    expect(data).toEqual([expect.objectContaining({ seq: expect.any(Number) as number })]);
    await longEnough();
    expect(server.stats().requests[route]).toBe(1);
  });

  it('repeats a failed call by its schedule, until one succeeds', async () => {
    server.faults.status({ code: 503, transport: route });
    const seen: Feed[] = [];
    const complete = jest.fn();
    open(base, { retry }).subscribe({ next: (data) => seen.push(data as Feed), complete });
    await until(() => (server.stats().requests[route] ?? 0) >= 3);
    expect(seen).toEqual([]);
    server.faults.reset();
    await until(() => complete.mock.calls.length > 0);
    expect(seen).toHaveLength(1);
  });
});

async function failure(stream: Observable<unknown>): Promise<PushError> {
  try {
    await lastValueFrom(stream);
  } catch (error) {
    if (isPushError(error)) return error;
    throw error;
  }
  throw new Error('the stream completed');
}
