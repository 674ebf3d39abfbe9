import fc from 'fast-check';
import { Subject } from 'rxjs';
import type { ConnectionOptions } from './connection-options';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import { setWallClock } from '../spec-support/fake-time';
import { expectLawful } from '../spec-support/status-machine';
import { inVirtualTime } from '../spec-support/virtual-time';
import { FakeRoute, fatal } from './spec-support/fake-route';
import { watchConnection, type Watched } from './spec-support/watch-connection';

describe('sharing a connection', () => {
  let watched: Watched | undefined;
  let route: FakeRoute;

  inVirtualTime(() => {
    watched?.stop();
    watched?.feed.close();
    watched = undefined;
  });

  beforeEach(() => {
    route = new FakeRoute('sse');
  });

  afterEach(() => {
    expect(route.isLive).toBe(false);
  });

  /** Makes a connection without a subscriber. */
  function idle(options: ConnectionOptions<string, string> = {}): Watched {
    watched = watchConnection([route], options);
    watched.stop();
    jest.advanceTimersByTime(options.linger ?? 0);
    route.calls.length = 0;
    return watched;
  }

  const phases = (statuses: readonly ConnectionStatus[]): string[] => statuses.map(({ phase }) => phase);

  it('opens with the first subscriber and closes with the last', () => {
    const { feed } = idle();
    expect(route.calls).toHaveLength(0);
    const one = feed.data$.subscribe();
    const two = feed.messages$.subscribe();
    const three = feed.events$.subscribe();
    expect(route.calls).toHaveLength(1);
    one.unsubscribe();
    two.unsubscribe();
    expect(route.isLive).toBe(true);
    three.unsubscribe();
    expect(route.isLive).toBe(false);
  });

  it('delivers every message to every subscriber', () => {
    const { feed } = idle();
    const seen: unknown[] = [];
    const one = feed.data$.subscribe((data) => seen.push(data));
    const two = feed.messages$.subscribe((message) => seen.push(message));
    route.accept();
    route.message('a', '1');
    expect(seen).toEqual(['a', { data: 'a', event: 'message', id: '1', transport: 'sse' }]);
    one.unsubscribe();
    two.unsubscribe();
  });

  it('lingers after the last subscriber', () => {
    const { feed } = idle({ linger: 2_000 });
    feed.data$.subscribe().unsubscribe();
    jest.advanceTimersByTime(1_999);
    expect(route.isLive).toBe(true);
    const again = feed.data$.subscribe();
    jest.advanceTimersByTime(10_000);
    expect(route.calls).toHaveLength(1);
    again.unsubscribe();
    jest.advanceTimersByTime(2_000);
    expect(route.isLive).toBe(false);
  });

  it('keeps its wire for 100 ms by default, so that one subscriber may follow another', () => {
    const { feed } = idle({ linger: undefined });
    // The subscriber of `idle` has just gone.
    jest.advanceTimersByTime(100);
    const first = feed.data$.subscribe();
    first.unsubscribe();
    jest.advanceTimersByTime(99);
    const second = feed.data$.subscribe();
    jest.advanceTimersByTime(10_000);
    expect(route.calls).toHaveLength(1);
    second.unsubscribe();
    expect(route.isLive).toBe(true);
    jest.advanceTimersByTime(100);
    expect(route.isLive).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('closes at once where linger is 0', () => {
    const { feed } = idle({ linger: 0 });
    feed.data$.subscribe().unsubscribe();
    expect(route.isLive).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends at once when it is closed while it lingers', () => {
    const { feed } = idle({ linger: 2_000 });
    feed.data$.subscribe().unsubscribe();
    feed.close();
    expect(route.isLive).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('completes present and later subscribers when it is closed', () => {
    const { feed } = idle();
    const ends: string[] = [];
    feed.data$.subscribe({ complete: () => ends.push('data') });
    feed.status$.subscribe({ complete: () => ends.push('status') });
    feed.close();
    feed.close();
    feed.messages$.subscribe({ complete: () => ends.push('late') });
    feed.status$.subscribe({ next: ({ phase }) => ends.push(phase), complete: () => ends.push('late status') });
    expect(ends).toEqual(['data', 'status', 'late', 'closed', 'late status']);
    expect(route.calls).toHaveLength(1);
  });

  it('opens again for a subscriber after an error', () => {
    const { feed } = idle();
    const ends: unknown[] = [];
    feed.data$.subscribe({ error: (error: unknown) => ends.push(error) });
    route.lose(fatal);
    expect(ends).toEqual([fatal]);
    feed.data$.subscribe({ complete: () => ends.push('complete') });
    route.accept();
    route.done();
    expect(ends).toEqual([fatal, 'complete']);
    expect(route.calls).toHaveLength(2);
  });

  describe('a message that cannot be decoded', () => {
    const refuse = (): never => {
      throw new Error('not this one');
    };

    it('is logged with its raw value', () => {
      const warn = jest.fn();
      const { feed } = idle({ decode: refuse, logger: { warn } });
      const one = feed.data$.subscribe();
      route.accept();
      route.message('?');
      one.unsubscribe();
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn).toHaveBeenCalledWith(
        expect.stringContaining('a sse message was rejected: the message cannot be decoded: not this one'),
        expect.objectContaining({ raw: '?' }),
      );
    });

    it('is counted after the first one of a connection, and the number is logged at the end', () => {
      const warn = jest.fn<undefined, [string]>();
      const { feed } = idle({ decode: refuse, logger: { warn } });
      const one = feed.data$.subscribe();
      route.accept();
      for (const message of '????') route.message(message);
      expect(warn).toHaveBeenCalledTimes(1);
      one.unsubscribe();
      expect(warn.mock.calls[1]?.[0]).toMatch(/^ngx-comet: 3 more sse messages were rejected/);
      const other = feed.data$.subscribe();
      route.accept();
      route.message('?');
      other.unsubscribe();
      expect(warn).toHaveBeenCalledTimes(3);
    });

    it('is not logged where events$ has a subscriber', () => {
      const warn = jest.fn();
      const { feed } = idle({ decode: refuse, logger: { warn } });
      const kinds: string[] = [];
      const one = feed.data$.subscribe();
      const all = feed.events$.subscribe(({ kind }) => kinds.push(kind));
      route.accept();
      route.message('?');
      expect(kinds).toContain('rejected');
      expect(warn).not.toHaveBeenCalled();
      all.unsubscribe();
      route.message('??');
      expect(warn).toHaveBeenCalledTimes(1);
      one.unsubscribe();
    });
  });

  describe('the last message', () => {
    it('is replayed where replay is "last"', () => {
      const { feed } = idle({ replay: 'last' });
      const first = feed.data$.subscribe();
      route.accept();
      route.message('a');
      route.message('b');
      const seen: unknown[] = [];
      feed.data$.subscribe((data) => seen.push(data)).unsubscribe();
      feed.messages$.subscribe(({ data }) => seen.push(data)).unsubscribe();
      feed.events$.subscribe((event) => seen.push(event.kind)).unsubscribe();
      expect(seen).toEqual(['b', 'b']);
      first.unsubscribe();
    });

    it('is not replayed by default', () => {
      const { feed } = idle();
      const first = feed.data$.subscribe();
      route.accept();
      route.message('a');
      const seen: unknown[] = [];
      feed.data$.subscribe((data) => seen.push(data)).unsubscribe();
      expect(seen).toEqual([]);
      first.unsubscribe();
    });

    it('is replayed even if only events$ was subscribed to when it arrived', () => {
      const { feed } = idle({ replay: 'last' });
      const first = feed.events$.subscribe();
      route.accept();
      route.message('a');
      const seen: unknown[] = [];
      feed.data$.subscribe((data) => seen.push(data)).unsubscribe();
      expect(seen).toEqual(['a']);
      first.unsubscribe();
    });

    it('is not replayed after its connection ended, however it ended', () => {
      const { feed } = idle({ replay: 'last' });
      const seen: unknown[] = [];
      for (const end of ['leave', 'fail'] as const) {
        const first = feed.data$.subscribe({ error: () => undefined });
        route.accept();
        route.message(end);
        if (end === 'fail') route.lose(fatal);
        first.unsubscribe();
        feed.data$.subscribe((data) => seen.push(data)).unsubscribe();
      }
      expect(seen).toEqual([]);
    });
  });

  describe('the status', () => {
    it('is emitted at once, and opens no connection', () => {
      const { feed } = idle();
      const seen: ConnectionStatus[] = [];
      feed.status$.subscribe((status) => seen.push(status)).unsubscribe();
      expect(seen).toEqual([{ phase: 'idle' }]);
      expect(route.calls).toHaveLength(0);
    });

    it('follows the connection from idle to idle', () => {
      const { feed } = idle();
      const seen: ConnectionStatus[] = [];
      feed.status$.subscribe((status) => seen.push(status));
      const one = feed.data$.subscribe();
      // The status shows the time of the day, whoever set it.
      setWallClock(3_600_000);
      route.accept();
      const openedAt = Date.now();
      route.lose();
      jest.advanceTimersByTime(1_000);
      one.unsubscribe();
      expect(phases(seen)).toEqual(['idle', 'connecting', 'open', 'waiting', 'connecting', 'idle']);
      expect(seen[2]).toMatchObject({ since: openedAt, continuity: 'first', transport: 'sse' });
      expect(seen[3]).toMatchObject({ retryAt: openedAt + 1_000, attempt: 1 });
      expect(seen[4]).toMatchObject({ attempt: 2 });
    });

    it('keeps the error that ended it, and never errors itself', () => {
      const { feed } = idle();
      const seen: ConnectionStatus[] = [];
      feed.status$.subscribe((status) => seen.push(status));
      feed.data$.subscribe({ error: () => undefined });
      route.lose(fatal);
      expect(seen.at(-1)).toEqual({ phase: 'closed', error: fatal });
      feed.close();
      expect(seen.at(-1)).toEqual({ phase: 'closed' });
    });

    it('shows a gap that only the sequence numbers reveal', () => {
      const { feed } = idle({ sequence: ({ data }) => Number(data) });
      const seen: ConnectionStatus[] = [];
      feed.status$.subscribe((status) => seen.push(status));
      const one = feed.data$.subscribe();
      route.accept();
      route.message('1');
      route.message('5');
      expect(seen.at(-1)).toMatchObject({ phase: 'open', continuity: 'gap' });
      one.unsubscribe();
    });
  });

  it('runs no linger timer after the connection has ended', () => {
    const { feed } = idle({ linger: 2_000 });
    const ends: unknown[] = [];
    feed.data$.subscribe({ error: (error: unknown) => ends.push(error) });
    route.lose(fatal);
    expect(ends).toEqual([fatal]);
    expect(jest.getTimerCount()).toBe(0);
    feed.data$.subscribe({ complete: () => ends.push('complete') });
    route.accept();
    route.done();
    expect(ends).toEqual([fatal, 'complete']);
    expect(jest.getTimerCount()).toBe(0);
  });
});

const STEPS = [
  'join',
  'leave',
  'open',
  'beat',
  'message',
  'lose',
  'fail',
  'done',
  'pause',
  'go on',
  'second',
  'minute',
  'wake',
  'reconnect',
  'forget',
  'close',
] as const;

describe('the status of a connection', () => {
  it('obeys one small state machine, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 80 }), (steps) => {
        jest.useFakeTimers();
        const pauseWhile = new Subject<boolean>();
        const routes = [
          new FakeRoute('websocket'),
          new FakeRoute('sse'),
          new FakeRoute('polling', { opensWithAnswer: true, repeatAfter: () => 500 }),
        ];
        const wake = new Subject<void>();
        const options = { pauseWhile, wake, linger: 300, deliverWithin: 700 };
        const { feed, statuses, stop } = watchConnection(routes, options);
        const reconnect = jest.spyOn(feed, 'reconnect');
        let closed = false;
        const users = [{ unsubscribe: stop }];
        let id = 0;
        const live = (): FakeRoute[] => routes.filter(({ isLive }) => isLive);
        const act: Record<(typeof STEPS)[number], () => void> = {
          join: () => users.push(feed.data$.subscribe({ error: () => undefined })),
          leave: () => users.pop()?.unsubscribe(),
          open: () => live().forEach((route) => route.accept()),
          beat: () => live().forEach((route) => route.beat()),
          message: () => live().forEach((route) => route.message(`${++id}`)),
          lose: () => live()[0]?.lose(),
          fail: () => live()[0]?.lose(fatal),
          done: () => live()[0]?.done(),
          pause: () => pauseWhile.next(true),
          'go on': () => pauseWhile.next(false),
          second: () => jest.advanceTimersByTime(1_000),
          minute: () => jest.advanceTimersByTime(60_000),
          wake: () => wake.next(),
          reconnect: () => closed || feed.reconnect(),
          forget: () => closed || feed.reconnect({ forget: true }),
          close: () => {
            closed = true;
            feed.close();
          },
        };
        for (const step of steps) {
          act[step]();
          // One connection, and at most one probe beside it.
          expect(
            routes.flatMap(({ calls }) => calls).filter(({ hungUp, sink }) => !hungUp && !sink.closed).length,
          ).toBeLessThan(3);
        }
        feed.close();
        expect(statuses[0]).toEqual({ phase: 'idle' });
        expectLawful(statuses, reconnect.mock.calls.length);
        expect(live()).toEqual([]);
        expect(jest.getTimerCount()).toBe(0);
        jest.useRealTimers();
      }),
      { numRuns: 300 },
    );
  });
});
