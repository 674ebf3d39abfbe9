/**
 * @jest-environment jsdom
 */
import {
  batchFrames,
  connection,
  constant,
  httpStream$,
  jsonp$,
  monotonicClock,
  pollingStream$,
  retryWithBackoff,
  sse$,
  viaSse,
  viaWebSocket,
  websocket$,
  type PushError,
  type PushEvent,
} from 'ngx-comet/core';
import { pushTesting, type PushTestConnection, type PushTestingController } from 'ngx-comet/core/testing';
import { defer, NEVER, of, Subject, Subscription, throwError, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

interface Price {
  readonly price: number;
}

let push: PushTestingController;
let running: Subscription;

beforeEach(() => {
  push = pushTesting();
  running = new Subscription();
});

afterEach(() => {
  running.unsubscribe();
  push.verify();
});

function watch<T>(stream: Observable<T>): { readonly seen: T[]; readonly ended: unknown[] } {
  const seen: T[] = [];
  const ended: unknown[] = [];
  running.add(
    stream.subscribe({
      next: (value) => seen.push(value),
      error: (error: unknown) => ended.push(error),
      complete: () => ended.push('complete'),
    }),
  );
  return { seen, ended };
}

it('runs where the platform has no fetch', () => {
  const scope = globalThis as Partial<typeof globalThis>;
  expect([scope.fetch, scope.Response, scope.ReadableStream, scope.EventSource]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

describe.each<[string, string, () => Observable<Price>]>([
  ['sse$', '/feed', () => sse$<Price>('/feed', { ...push.options })],
  ['sse$ over an EventSource', '/feed', () => sse$<Price>('/feed', { ...push.options, via: 'event-source' })],
  ['httpStream$', '/feed', () => httpStream$<Price>('/feed', { ...push.options })],
  ['httpStream$ of JSON', '/feed', () => httpStream$<Price>('/feed', { ...push.options, framing: 'json' })],
  ['httpStream$ by type', '/feed', () => httpStream$<Price>('/feed', { ...push.options, framing: 'by-type' })],
  [
    'httpStream$ with a delimiter',
    '/feed',
    () => httpStream$<Price>('/feed', { ...push.options, framing: { delimiter: '|' } }),
  ],
  ['httpStream$ of json-seq', '/feed', () => httpStream$<Price>('/feed', { ...push.options, framing: 'json-seq' })],
  ['websocket$', '/feed', () => websocket$<Price>('/feed', { ...push.options })],
  ['websocket$ with lines', '/feed', () => websocket$<Price>('/feed', { ...push.options, framing: 'lines' })],
  ['pollingStream$', '/feed', () => pollingStream$<Price>('/feed', { ...push.options })],
  ['jsonp$', 'http://localhost/feed', () => jsonp$<Price>('/feed', { ...push.options })],
])('%s', (_name, url, make) => {
  it('is connected and gets messages in the same turn', () => {
    const { seen } = watch(make());
    const feed = push.expectOne(url);
    expect(feed.state).toBe('connecting');
    feed.open();
    expect(seen).toEqual([]);
    feed.next({ price: 7 });
    expect(seen).toEqual([{ price: 7 }]);
  });

  it('opens by itself where a message comes first', () => {
    const { seen } = watch(make());
    push.expectOne(url).next({ price: 7 });
    expect(seen).toEqual([{ price: 7 }]);
  });

  it('hangs up when it is unsubscribed', () => {
    watch(make());
    const feed = push.expectOne(url);
    running.unsubscribe();
    expect(feed.state).toBe('closed');
    expect(() => feed.next({ price: 7 })).toThrow(/^Cannot call next\(\): .*feed is over, the application closed it\./);
  });
});

describe('a retry', () => {
  it.each<[string, (o: { clock: PushTestingController['options']['clock'] }) => Observable<Price>]>([
    ['sse$', (options) => sse$<Price>('/feed', options)],
    ['websocket$', (options) => websocket$<Price>('/feed', options)],
    ['httpStream$', (options) => httpStream$<Price>('/feed', options)],
    ['pollingStream$', (options) => pollingStream$<Price>('/feed', options)],
  ])('of %s is a connection of its own, after its delay', (_name, make) => {
    const { seen } = watch(make({ ...push.options }));
    push.expectOne('/feed').lose();
    push.tick(999);
    push.expectNone('/feed');
    push.tick(1);
    push.expectOne('/feed').lose();
    push.tick(5_999);
    push.expectNone('/feed');
    push.tick(1);
    push.expectOne('/feed').next({ price: 8 });
    expect(seen).toEqual([{ price: 8 }]);
  });

  it('shows the cursor in its request', () => {
    const { seen } = watch(sse$<Price>('/feed', { ...push.options, retry: constant(1_000), observe: 'messages' }));
    const feed = push.expectOne('/feed');
    feed.message({ price: 8 }, { id: '8', event: 'tick' });
    expect(seen).toEqual([{ data: { price: 8 }, id: '8', event: 'tick', transport: 'sse' }]);
    feed.lose();
    push.tick(1_000);
    expect(push.expectOne('/feed').request.headers.get('Last-Event-ID')).toBe('8');
  });

  it('of an EventSource is made by the browser, with the id', () => {
    watch(sse$<Price>('/feed', { ...push.options, via: 'event-source' }));
    const feed = push.expectOne('/feed');
    feed.message({ price: 8 }, { id: '8' });
    feed.lose();
    push.tick(3_000);
    expect(push.expectOne('/feed').request.headers.get('Last-Event-ID')).toBe('8');
  });

  it('waits as long as the server says', () => {
    watch(sse$<Price>('/feed', { ...push.options }));
    push.expectOne('/feed').refuse(503, { retryAfter: 2, body: 'busy' });
    push.tick(1_999);
    push.expectNone('/feed');
    push.tick(1);
    push.expectOne('/feed');
  });
});

describe('a refusal', () => {
  it('has its status, its headers and its body', () => {
    const { ended } = watch(sse$<Price>('/feed', { ...push.options }));
    push.expectOne('/feed').refuse(403, { body: { why: 'expired' } });
    expect(ended).toEqual([expect.objectContaining({ code: 'http', status: 403, body: '{"why":"expired"}' })]);
  });

  it('of a WebSocket shows no status', () => {
    const { ended } = watch(websocket$<Price>('/feed', { ...push.options, retry: false }));
    push.expectOne('/feed').refuse(403);
    expect(ended).toEqual([expect.objectContaining({ code: 'network' })]);
  });
});

describe('raw()', () => {
  it('is cut anywhere', () => {
    const { seen } = watch(sse$<Price>('/feed', { ...push.options }));
    const feed = push.expectOne('/feed');
    feed.raw('data: {"pri');
    expect(seen).toEqual([]);
    feed.raw('ce":7}\n\n');
    expect(seen).toEqual([{ price: 7 }]);
  });

  it('is cut inside of a character', () => {
    const { seen } = watch(sse$<string>('/feed', { ...push.options }));
    const feed = push.expectOne('/feed');
    const bytes = new TextEncoder().encode('data: "€ 😀"\n\n');
    for (const byte of bytes) feed.raw(Uint8Array.of(byte));
    expect(seen).toEqual(['€ 😀']);
  });
});

it('reports what cannot be decoded, and the feed goes on', () => {
  const { seen } = watch(sse$<Price>('/feed', { ...push.options, observe: 'events' }));
  const feed = push.expectOne('/feed');
  feed.reject('garbage');
  feed.next({ price: 7 });
  expect(seen.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'rejected', 'message']);
});

describe('a WebSocket', () => {
  it('shows what was sent, and its subprotocols', () => {
    const outgoing = new Subject<unknown>();
    watch(websocket$('/feed', { ...push.options, outgoing, protocols: ['v1', 'v2'] }));
    const feed = push.expectOne(({ protocols }) => protocols.includes('v2'));
    outgoing.next({ buy: 'ACME' });
    feed.open({ protocol: 'v2' });
    outgoing.next('ping');
    expect(feed.sent).toEqual([{ buy: 'ACME' }, 'ping']);
  });

  it('is closed with a code', () => {
    const { ended } = watch(websocket$<Price>('/feed', { ...push.options }));
    push.expectOne('/feed').closeWith(4401, 'expired');
    expect(ended).toEqual([expect.objectContaining<Partial<PushError>>({ closeCode: 4401, closeReason: 'expired' })]);
  });

  it('loses a peer that answers no heartbeat', () => {
    const heartbeat = { every: 1_000, timeout: 500, message: () => 'ping' };
    const { seen } = watch(websocket$<Price>('/feed', { ...push.options, heartbeat, observe: 'events' }));
    const feed = push.expectOne('/feed');
    feed.open();
    push.tick(1_000);
    expect(feed.sent).toEqual(['ping']);
    push.tick(500);
    expect(seen.at(-1)).toMatchObject<Partial<PushEvent<Price>>>({ kind: 'lost', retryIn: 1_000 });
    expect(feed.state).toBe('closed');
  });
});

it('shows a connection over several routes', () => {
  const feed = connection<Price>([viaWebSocket('/ws'), viaSse('/sse')], { ...push.options });
  const { seen } = watch(feed.data$);
  push.expectOne('/ws').refuse(404);
  push.tick(1_000);
  push.expectOne('/sse').next({ price: 7 });
  expect(seen).toEqual([{ price: 7 }]);
  feed.close();
});

describe('tick()', () => {
  it('brings the frames of operators', () => {
    const { seen } = watch(sse$<Price>('/feed', { ...push.options }).pipe(batchFrames()));
    const feed = push.expectOne('/feed');
    feed.next({ price: 7 });
    feed.next({ price: 8 });
    expect(seen).toEqual([]);
    push.tick(16);
    expect(seen).toEqual([[{ price: 7 }, { price: 8 }]]);
  });

  it('brings the retries of retryWithBackoff()', () => {
    let calls = 0;
    const source = defer(() => (++calls === 1 ? throwError(() => new Error('down')) : of('up')));
    const { seen } = watch(source.pipe(retryWithBackoff(constant(1_000))));
    push.tick(999);
    expect(seen).toEqual([]);
    push.tick(1);
    expect(seen).toEqual(['up']);
  });

  it('ends an attempt that does not open, and a silent connection', () => {
    const options = { ...push.options, connectTimeout: 5_000, idleTimeout: 2_000, observe: 'events' } as const;
    const { seen } = watch(sse$<Price>('/feed', options));
    push.expectOne('/feed');
    push.tick(5_000);
    expect(seen.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'connect-timeout' } });
    push.tick(1_000);
    push.expectOne('/feed').open();
    push.tick(2_000);
    expect(seen.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'silence' } });
  });

  it('keeps the interval of polls', () => {
    let polls = 0;
    watch(pollingStream$(() => of(++polls), { ...push.options, interval: 1_000 }));
    push.tick(10_000);
    expect(polls).toBe(11);
  });

  it('refuses what is no time, and what it cannot move', () => {
    expect(() => push.tick(-1)).toThrow(new TypeError('tick() needs milliseconds, got -1'));
    expect(() => pushTesting({ clock: monotonicClock }).tick(1)).toThrow(/a clock of its own: move that clock/);
  });

  it('stops at a timer that starts itself again without end', () => {
    const again = (): Subscription => push.options.clock.schedule(again);
    const timer = again();
    expect(() => push.tick(1)).toThrow(/tick\(1\) ran more than 10000 timers/);
    timer.unsubscribe();
    expect(() => push.verify()).toThrow(/a timer is due in 0 ms/);
    push = pushTesting();
  });
});

describe('with a clock of the test', () => {
  it('follows the fake timers of Jest', () => {
    jest.useFakeTimers();
    push = pushTesting({ clock: monotonicClock });
    const { seen } = watch(sse$<Price>('/feed', { ...push.options, retry: constant(1_000) }));
    push.expectOne('/feed').lose();
    jest.advanceTimersByTime(1_000);
    push.expectOne('/feed').next({ price: 7 });
    expect(seen).toEqual([{ price: 7 }]);
    running.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('follows a TestScheduler', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ expectObservable, cold }) => {
      push = pushTesting({ clock: scheduler });
      const prices$ = sse$<Price>('/feed', { ...push.options, retry: constant(100) });
      cold('10ms (a|)').subscribe(() => push.expectOne('/feed').lose());
      cold('120ms (a|)').subscribe(() => push.expectOne('/feed').next({ price: 7 }));
      expectObservable(prices$, '^ 200ms !').toBe('120ms a', { a: { price: 7 } });
    });
  });
});

describe('settle()', () => {
  it('waits for functions of the application that return promises', async () => {
    const { seen } = watch(
      sse$<Price>('/feed', {
        ...push.options,
        headers: async () => ({ Authorization: await Promise.resolve('Bearer 1') }),
      }),
    );
    push.expectNone('/feed');
    await push.settle();
    const feed = push.expectOne('/feed');
    expect(feed.request.headers.get('authorization')).toBe('Bearer 1');
    feed.next({ price: 7 });
    expect(seen).toEqual([{ price: 7 }]);
  });

  it('is not needed for functions that return values', () => {
    watch(websocket$<Price>(() => '/feed', { ...push.options, protocols: () => ['v1', 'bearer.1'] }));
    expect(push.expectOne('/feed').request.protocols).toEqual(['v1', 'bearer.1']);
  });
});

describe('an error of expectOne()', () => {
  beforeEach(() => {
    watch(sse$('/a?token=1', { ...push.options }));
    watch(websocket$('/b', { ...push.options }));
    watch(httpStream$('/c', { ...push.options, method: 'POST', body: '{}' }));
  });
  afterEach(() => push.match(/./));

  it('names what there is', () => {
    expect(() => push.expectOne('/a')).toThrow(
      new Error(
        'Expected one matching connection for "/a", found none. Connections are: sse GET /a?token=1, ' +
          'websocket ws://localhost/b, http-stream POST /c.',
      ),
    );
  });

  it('counts', () => {
    expect(() => push.expectOne(/[ab]\b/)).toThrow(
      /^Expected one matching connection for \/\[ab\]\\b\/, found 2 connections\./,
    );
    expect(() => push.expectNone(/[ab]\b/, 'a feed')).toThrow(
      /^Expected zero matching connections for a feed, found 2\./,
    );
  });

  it('finds by URL, by pattern and by predicate', () => {
    expect(push.expectOne('http://localhost/a?token=1').request.url).toBe('/a?token=1');
    expect(push.expectOne(/\/b$/gy).request.transport).toBe('websocket');
    const feed = push.expectOne(({ method, transport }) => method === 'POST' && transport === 'http-stream');
    expect([feed.request.body, feed.sent]).toEqual(['{}', [{}]]);
  });
});

describe('verify()', () => {
  /** Stands for the application. */
  function openFeed(): void {
    running.add(sse$('/feed', { ...push.options, idleTimeout: 5_000 }).subscribe());
  }

  function failure(): string {
    try {
      push.verify();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  }

  it('fails on a connection that nobody expected, and names where it was opened', () => {
    openFeed();
    const message = failure();
    expect(message).toMatch(
      /^Expected no more connections, found 1:\n {2}sse GET \/feed\n {4}opened at openFeed \(.*spec\.ts:\d+:\d+\)/,
    );
    push.match('/feed');
  });

  it('fails on a connection that is left open, once for each', () => {
    openFeed();
    push.expectOne('/feed').open();
    expect(failure()).toMatch(
      /^Expected nothing to be left open, but:\n {2}a connection is open: sse GET \/feed\n {4}opened at openFeed \(.*\)$/,
    );
  });

  it('fails on a timer that is left, and names where its stream was opened', () => {
    openFeed();
    push.expectOne('/feed').lose();
    expect(failure()).toMatch(/but:\n {2}a timer is due in 1000 ms\n {4}opened at openFeed \(.*\)$/);
    push.tick(1_000);
    expect(failure()).toMatch(/^Expected no more connections, found 1:\n {2}sse GET \/feed\n {4}opened at openFeed/);
    push.match('/feed');
  });

  it('fails on a stream that waits without a timer', () => {
    running.add(sse$('/feed', { ...push.options, gate: NEVER }).subscribe());
    expect(failure()).toMatch(/but:\n {2}a stream listens to the page\n {4}opened at .*spec\.ts/);
  });

  it('passes when everything has ended', () => {
    openFeed();
    push.expectOne('/feed').next(1);
    running.unsubscribe();
    expect(failure()).toBe('');
  });
});

describe('a wrong call', () => {
  it.each<[string, (feed: PushTestConnection) => void, RegExp]>([
    ['a second open()', (feed) => [feed.open(), feed.open()], /^Cannot call open\(\): sse GET \/feed is open already/],
    [
      'refuse() after open()',
      (feed) => [feed.open(), feed.refuse(503)],
      /^Cannot call refuse\(503\): .* A server refuses/,
    ],
    [
      'anything after lose()',
      (feed) => [feed.lose(), feed.next(1)],
      /^Cannot call next\(\): .* is over, lose\(\) ended it\./,
    ],
    ['closeWith()', (feed) => feed.closeWith(4401), /^Cannot call closeWith\(\) for sse GET \/feed\. Only a WebSocket/],
    ['a status that is no refusal', (feed) => feed.refuse(200), /^refuse\(\) needs a status from 300 to 599, got 200/],
    ['no payload', (feed) => feed.next(undefined), /^next\(\) needs a payload, got undefined/],
  ])('is reported: %s', (_what, call, message) => {
    watch(sse$('/feed', { ...push.options }));
    expect(() => call(push.expectOne('/feed'))).toThrow(message);
  });

  it('changes nothing', () => {
    const { seen } = watch(sse$<Price>('/feed', { ...push.options }));
    const feed = push.expectOne('/feed');
    expect(() => feed.closeWith(4401)).toThrow();
    expect(feed.state).toBe('connecting');
    feed.next({ price: 7 });
    expect(seen).toEqual([{ price: 7 }]);
  });

  it.each([
    [{ clok: monotonicClock }, 'unknown option "clok": a test takes clock alone'],
    [{ clock: 5 }, 'clock must be a SchedulerLike, got number'],
  ])('is reported: the options %p', (options, message) => {
    expect(() => pushTesting(options as never)).toThrow(new TypeError(message));
  });

  it('is reported: a time that is no number', () => {
    expect(() => push.tick('1000' as never)).toThrow(new TypeError('tick() needs milliseconds, got "1000"'));
  });

  it('is reported: an id where the wire has none', () => {
    watch(websocket$('/feed', { ...push.options }));
    expect(() => push.expectOne('/feed').message(1, { id: '1' })).toThrow(/^message\(\): websocket without framing/);
  });

  it('is reported: a framing of your own', () => {
    const framing = { create: () => ({ push: (text: string) => [text], end: () => [] }) };
    const { seen } = watch(httpStream$('/feed', { ...push.options, framing }));
    const feed = push.expectOne('/feed');
    expect(() => feed.next(1)).toThrow(/send its text with raw\(\)/);
    feed.raw('1');
    expect(seen).toEqual([1]);
  });
});
