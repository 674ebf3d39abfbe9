import { BehaviorSubject, Subject, type Observable, type Subscription } from 'rxjs';
import { connection } from '../../connection/connection';
import { FakeRoute } from '../../connection/spec-support/fake-route';
import { sleep } from '../../spec-support/fake-time';
import { text } from '../../decode/text';
import { openRoute } from '../../route/open-route';
import type { Route } from '../../route/route';
import { constant } from '../../schedule/constant';
import { inVirtualTime } from '../../spec-support/virtual-time';
import type { Attempt } from '../../vocabulary/attempt';
import type { PushEvent } from '../../vocabulary/push-event';
import { FakeEventSource } from './spec-support/fake-event-source';
import { sse$ } from './sse';
import type { SseOptions } from './sse-options';
import { viaSse } from './via-sse';

const { made } = FakeEventSource;
const last = (): FakeEventSource => FakeEventSource.last;
const live = (): number => made.filter(({ readyState }) => readyState !== 2).length;
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe("sse$ with via: 'event-source', after a loss", () => {
  const subscriptions: Subscription[] = [];
  let events: PushEvent<string>[];
  let error: unknown;

  beforeEach(() => {
    made.length = 0;
    events = [];
    error = undefined;
    Object.assign(globalThis, { EventSource: FakeEventSource });
  });

  inVirtualTime(() => {
    for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
    expect(live()).toBe(0);
    Reflect.deleteProperty(globalThis, 'EventSource');
  });

  const watch = (stream: Observable<PushEvent<string>>): Subscription => {
    const subscription = stream.subscribe({
      next: (event) => events.push(event),
      error: (cause: unknown) => (error = cause),
    });
    subscriptions.push(subscription);
    return subscription;
  };
  const start = async (more: SseOptions<string> = {}): Promise<Subscription> => {
    const options = { via: 'event-source', decode: text(), retry: constant(1_000), ...more } as const;
    const subscription = watch(sse$<string>('/feed', { ...options, observe: 'events' }));
    await pass(0);
    return subscription;
  };
  const data = (): string[] => events.flatMap((event) => (event.kind === 'message' ? [event.message.data] : []));
  /** The kinds of the events, in order. Messages show their data. */
  const kinds = (): string[] => events.map((event) => (event.kind === 'message' ? event.message.data : event.kind));
  const loseAt20 = (): void => {
    last().open();
    last().messages(19, 20);
    last().fail(0);
  };

  it('goes on with the EventSource that the browser reconnects, and so with its id', async () => {
    await start();
    loseAt20();
    expect(events.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'closed', transient: true }, retryIn: 1_000 });
    await pass(1_000);
    expect(events.at(-1)).toMatchObject({ kind: 'connecting', attempt: 2 });
    last().open();
    last().messages(21);
    expect(made).toHaveLength(1);
    expect(data()).toEqual(['19', '20', '21']);
    const opened = events.filter(({ kind }) => kind === 'open');
    expect(opened).toMatchObject([
      { continuity: 'first' },
      { continuity: expect.not.stringMatching('first') as string },
    ]);
  });

  it('keeps what arrives before the next attempt, and delivers it then', async () => {
    await start();
    loseAt20();
    await pass(500);
    last().open();
    last().messages(21, 22);
    expect(kinds()).toEqual(['connecting', 'open', '19', '20', 'lost']);
    await pass(500);
    expect(kinds().slice(5)).toEqual(['connecting', 'open', '21', '22']);
    last().messages(23);
    expect(data()).toEqual(['19', '20', '21', '22', '23']);
  });

  it('delivers what several connections brought in between, each with its opening', async () => {
    await start();
    loseAt20();
    for (const id of [21, 22]) {
      last().open();
      last().messages(id);
      last().fail(0);
    }
    await pass(1_000);
    expect(kinds().slice(4)).toEqual(['lost', 'connecting', 'open', '21', 'open', '22', 'lost']);
    // The browser still reconnects it.
    await pass(1_000);
    last().open();
    last().messages(23);
    expect(made).toHaveLength(1);
    expect(data()).toEqual(['19', '20', '21', '22', '23']);
  });

  it('tells repeats from a server that counts anew, over each connection in between', async () => {
    await start();
    loseAt20();
    last().open();
    last().messages(19, 20, 21);
    last().fail(0);
    last().open();
    last().message('anew', { lastEventId: '19' });
    await pass(1_000);
    expect(data()).toEqual(['19', '20', '21', 'anew']);
    const opened = events.flatMap((event) => (event.kind === 'open' ? [event.continuity] : []));
    expect(opened).toEqual(['first', 'unknown', 'resumed', 'unknown', 'gap']);
  });

  it('is resumed if the server is trusted, because the browser sent the id', async () => {
    await start({ resume: { trusted: true } });
    loseAt20();
    await pass(1_000);
    last().open();
    expect(events.at(-1)).toMatchObject({ kind: 'open', continuity: 'resumed' });
  });

  it('does not count failures of the browser in between', async () => {
    await start();
    loseAt20();
    last().fail(0);
    last().open();
    last().fail(0);
    last().fail(0);
    await pass(1_000);
    expect(kinds().slice(4)).toEqual(['lost', 'connecting']);
    last().open();
    last().messages(21);
    expect(data()).toEqual(['19', '20', '21']);
  });

  it('makes a new one if the browser gave up in between', async () => {
    await start();
    loseAt20();
    last().fail(2);
    await pass(1_000);
    expect(made).toHaveLength(2);
    expect(kinds().at(-1)).toBe('connecting');
  });

  it('delivers what was kept before it reports that the browser gave up', async () => {
    await start();
    loseAt20();
    last().open();
    last().messages(21);
    last().fail(2);
    await pass(1_000);
    expect(data()).toEqual(['19', '20', '21']);
    expect(error).toMatchObject({ code: 'closed', transient: false });
    expect(live()).toBe(0);
  });

  it.each<[string, (source: FakeEventSource) => void, number]>([
    [
      '1,000 messages',
      (source) => {
        source.messages(...Array.from({ length: 1_001 }, (_, n) => 21 + n));
      },
      1_002,
    ],
    [
      '1 Mi characters',
      (source) => {
        source.message('x'.repeat(1024 * 1024), { lastEventId: '21' });
        source.message('y', { lastEventId: '22' });
      },
      3,
    ],
  ])('keeps at most %s, delivers them, and makes a new EventSource then', async (_name, flood, delivered) => {
    await start();
    loseAt20();
    last().open();
    flood(last());
    expect(live()).toBe(0);
    await pass(1_000);
    expect(data()).toHaveLength(delivered);
    expect(events.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'overflow', transient: true } });
    await pass(1_000);
    expect(made).toHaveLength(2);
  });

  it('keeps as much again between later attempts', async () => {
    await start();
    loseAt20();
    for (let round = 0; round < 3; round++) {
      last().open();
      last().messages(...Array.from({ length: 900 }, (_, n) => 21 + 900 * round + n));
      await pass(1_000);
      last().fail(0);
    }
    expect(data()).toHaveLength(2_702);
    expect(made).toHaveLength(1);
  });

  it.each<[string, SseOptions<string>]>([
    ['resume.query carries the cursor', { resume: { query: 'after' } }],
    ['resume is false', { resume: false }],
    ['the wait is longer than half a minute', { retry: constant(30_001) }],
    ['there is no second attempt', { retry: false }],
    ['the schedule gives up', { retry: () => undefined }],
  ])('closes it at once if %s', async (_name, options) => {
    await start(options);
    loseAt20();
    expect(live()).toBe(0);
  });

  it('closes it at once if the server sent no id', async () => {
    await start();
    last().open();
    last().message('a');
    last().fail(0);
    expect(live()).toBe(0);
    await pass(1_000);
    expect(made).toHaveLength(2);
  });

  it('makes a new one with another URL', async () => {
    let token = 0;
    const options = { via: 'event-source', decode: text(), retry: constant(1_000), observe: 'events' } as const;
    watch(sse$<string>(() => `/feed?token=${token++ < 2 ? 'a' : 'b'}`, options));
    await pass(0);
    loseAt20();
    await pass(1_000);
    expect(made).toHaveLength(1);
    last().open();
    last().fail(0);
    await pass(1_000);
    expect(made.map(({ url, readyState }) => [url, readyState])).toEqual([
      ['/feed?token=a', 2],
      ['/feed?token=b', 0],
    ]);
  });

  it('makes a new one if the session has no cursor any more', async () => {
    let forgotten = false;
    const route = viaSse<string>('/feed', { via: 'event-source' });
    const forgetful: Route<string> = {
      ...route,
      plan: (settings) => {
        const plan = route.plan(settings);
        const cursorOf = ({ cursor }: Attempt): string | undefined => (forgotten ? undefined : cursor);
        return {
          ...plan,
          connect: (attempt, sink) => plan.connect({ ...attempt, cursor: cursorOf(attempt) }, sink),
        };
      },
    };
    const options = { decode: text(), retry: constant(1_000), observe: 'events' } as const;
    watch(openRoute(forgetful, options) as Observable<PushEvent<string>>);
    await pass(0);
    loseAt20();
    await pass(1_000);
    last().open();
    expect(made).toHaveLength(1);
    last().fail(0);
    forgotten = true;
    await pass(1_000);
    expect(made.map(({ readyState }) => readyState)).toEqual([2, 0]);
  });

  it('closes it when unsubscribed while it waits', async () => {
    const subscription = await start();
    loseAt20();
    expect(live()).toBe(1);
    subscription.unsubscribe();
    expect(live()).toBe(0);
  });

  it('closes it when unsubscribed while the next attempt asks for the URL', async () => {
    const answer = new Subject<string>();
    let asked = 0;
    const url = (): string | Promise<string> =>
      asked++ === 0 ? '/feed' : new Promise((resolve) => answer.subscribe(resolve));
    const options = { via: 'event-source', decode: text(), retry: constant(1_000), observe: 'events' } as const;
    const subscription = watch(sse$<string>(url, options));
    await pass(0);
    loseAt20();
    await pass(1_000);
    expect([asked, live()]).toEqual([2, 1]);
    subscription.unsubscribe();
    expect(live()).toBe(0);
    answer.next('/feed');
    await pass(0);
    expect(made).toHaveLength(1);
  });

  it('closes it when a pause begins', async () => {
    const paused = new BehaviorSubject(false);
    await start({ pauseWhile: paused });
    loseAt20();
    paused.next(true);
    expect(live()).toBe(0);
    paused.next(false);
    await pass(0);
    expect(made).toHaveLength(2);
  });

  it('closes it when the gate closes while it waits, or is closed already', async () => {
    const gate = new BehaviorSubject(true);
    await start({ gate });
    loseAt20();
    gate.next(false);
    expect(live()).toBe(0);
    gate.next(true);
    await pass(0);
    expect(live()).toBe(1);
    last().open();
    gate.next(false);
    // A gate closes no open connection.
    expect(live()).toBe(1);
    last().messages(1);
    last().fail(0);
    expect(live()).toBe(0);
  });

  it('makes a new one after a sleep, because nothing shows whether the old one is alive', async () => {
    await start({ retry: constant(20_000) });
    loseAt20();
    last().open();
    sleep(60_000);
    await pass(2_000);
    expect(made.map(({ readyState }) => readyState)).toEqual([2, 0]);
  });

  it('closes it when a subscriber unsubscribes at a kept message', async () => {
    const subscription = await start();
    loseAt20();
    last().open();
    last().messages(21, 22);
    const next = events.push.bind(events);
    events.push = (event) => {
      if (event.kind === 'message') subscription.unsubscribe();
      return next(event);
    };
    await pass(1_000);
    expect(live()).toBe(0);
    expect(data()).toEqual(['19', '20', '21']);
  });

  it('closes one that does not open within connectTimeout', async () => {
    await start({ connectTimeout: 5_000 });
    loseAt20();
    await pass(6_000);
    expect(events.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'connect-timeout' } });
    expect(live()).toBe(0);
  });

  it('sends the cursor of a store by resume.query at the first attempt', async () => {
    await start({ resume: { query: 'after', from: '7' } });
    expect(last().url).toBe('/feed?after=7');
  });

  describe('as a route of a connection()', () => {
    const open = (first: FakeRoute, retry = constant(1_000)): void => {
      const feed = connection<string>([first, viaSse<string>('/feed', { via: 'event-source' })], {
        decode: text(),
        retry,
        probeAfter: 0,
        linger: 0,
      });
      watch(feed.events$);
    };

    it('goes on with it after the wait', async () => {
      const first = new FakeRoute('websocket');
      open(first);
      first.lose();
      await pass(0);
      last().open();
      last().messages(1, 2);
      await pass(2_000);
      last().fail(0);
      await pass(1_000);
      last().open();
      last().messages(3);
      expect(made).toHaveLength(1);
      expect(data()).toEqual(['1', '2', '3']);
    });

    it('closes it when the last subscriber leaves while it waits', async () => {
      const first = new FakeRoute('websocket');
      open(first);
      first.lose();
      await pass(0);
      last().open();
      last().messages(1);
      await pass(2_000);
      last().fail(0);
      expect(live()).toBe(1);
      for (const subscription of subscriptions) subscription.unsubscribe();
      expect(live()).toBe(0);
    });

    it('closes the one of a probe that failed', async () => {
      const other = new FakeRoute('polling');
      const better = viaSse<string>('/feed', { via: 'event-source' });
      const feed = connection<string>([better, other], {
        decode: text(),
        retry: constant(1_000),
        probeAfter: 5_000,
        linger: 0,
      });
      watch(feed.events$);
      await pass(0);
      last().fail(0);
      await pass(0);
      other.accept();
      other.message('a', '1');
      await pass(6_000);
      expect([made.length, live()]).toEqual([2, 1]);
      last().open();
      last().messages(2);
      last().fail(0);
      expect(live()).toBe(0);
      expect(other.isLive).toBe(true);
    });

    it('closes it when another route is tried', async () => {
      const first = new FakeRoute('websocket');
      open(first);
      first.lose();
      await pass(0);
      last().open();
      last().messages(1);
      // Not yet proved good, so the next attempt is over the other route.
      last().fail(0);
      await pass(1_000);
      expect(first.isLive).toBe(true);
      expect(live()).toBe(0);
    });
  });
});
