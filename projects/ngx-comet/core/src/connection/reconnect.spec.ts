import { BehaviorSubject, Observable } from 'rxjs';
import type { ConnectionOptions } from './connection-options';
import { memoryCursor } from '../cursors/memory-cursor';
import { constant } from '../schedule/constant';
import type { PushError } from '../vocabulary/push-error';
import { viaLongPolling } from '../transports/polling/via-long-polling';
import { viaPolling } from '../transports/polling/via-polling';
import { FakeDuplexRoute, FakeRoute } from './spec-support/fake-route';
import { type Watched, watchInVirtualTime } from './spec-support/watch-connection';

const HOUR = 3_600_000;
const forget = { forget: true } as const;

describe('reconnect', () => {
  const over = watchInVirtualTime();
  let socket: FakeDuplexRoute;
  let events: FakeRoute;

  beforeEach(() => {
    socket = new FakeDuplexRoute();
    events = new FakeRoute('sse');
  });

  /** A connection that is open over server-sent events and got a message. */
  function open(options: ConnectionOptions<string, string> = {}): Watched {
    const all = over([events], options);
    events.accept();
    events.message('1');
    return all;
  }

  it('closes an open connection and opens it again at once, from the cursor, without a loss', () => {
    const retry = jest.fn(constant(HOUR));
    const { feed, story, statuses } = open({ retry });
    feed.reconnect();
    expect(events.calls.map(({ hungUp }) => hungUp)).toEqual([true, false]);
    expect(events.call.cursor).toBe('1');
    expect(story()).toEqual(['sse?', 'sse open, first', '1', 'sse?']);
    expect(statuses.at(-1)).toEqual({ phase: 'connecting', transport: 'sse', attempt: 1 });
    events.accept();
    events.message('2');
    expect(story().at(-1)).toBe('2');
    expect(retry).not.toHaveBeenCalled();
  });

  it('begins a new series after a stable connection, and counts no attempt after another one', () => {
    const { feed, statuses } = over([events], { deliverWithin: 0 });
    for (let loss = 0; loss < 2; loss++) {
      events.lose();
      jest.advanceTimersByTime(1_000);
    }
    events.accept();
    feed.reconnect();
    expect(statuses.at(-1)).toMatchObject({ phase: 'connecting', attempt: 3 });
    events.accept();
    jest.advanceTimersByTime(5_000);
    feed.reconnect();
    expect(statuses.at(-1)).toMatchObject({ phase: 'connecting', attempt: 1 });
  });

  it('ends a wait', () => {
    const { feed, story } = open({ retry: constant(HOUR) });
    jest.advanceTimersByTime(1_000);
    events.lose();
    feed.reconnect();
    expect(story().slice(3)).toEqual(['sse network, 3600000', 'sse?']);
    expect(events.isLive).toBe(true);
  });

  it('opens polls anew during a poll and between two', () => {
    const polls = new FakeRoute('polling', { opensWithAnswer: true, repeatAfter: () => HOUR });
    const { feed, story } = over([polls]);
    polls.accept();
    feed.reconnect();
    polls.accept();
    polls.done();
    feed.reconnect();
    expect(polls.calls).toHaveLength(3);
    expect(story()).toEqual(['polling?', 'polling open, first', 'polling?', 'polling open, unknown', 'polling?']);
  });

  it('leaves an attempt alone that connects', () => {
    const { feed, story } = over([events]);
    feed.reconnect();
    expect(events.calls).toHaveLength(1);
    expect(story()).toEqual(['sse?']);
  });

  it('waits for the end of a pause', () => {
    const pauseWhile = new BehaviorSubject(true);
    const { feed, story } = over([events], { pauseWhile });
    feed.reconnect();
    feed.reconnect(forget);
    expect(story()).toEqual(['caller']);
    pauseWhile.next(false);
    expect(events.isLive).toBe(true);
  });

  it('hangs up where the gate closed meanwhile', () => {
    const gate = new BehaviorSubject(true);
    const { feed, story } = open({ gate });
    gate.next(false);
    feed.reconnect();
    expect(events.isLive).toBe(false);
    expect(story().at(-1)).toBe('caller');
  });

  it('is no fault of the route, however often, and keeps its memory', () => {
    const { feed } = over([socket.duplex, events], { remember: 'feed' });
    for (let time = 0; time < 5; time++) {
      socket.accept();
      socket.message(`${time}`);
      feed.reconnect();
    }
    expect(socket.calls).toHaveLength(6);
    expect(events.calls).toHaveLength(0);
    expect(localStorage.getItem('ngx-comet.route.feed')).toMatch(/^websocket@/);
    socket.lose();
  });

  it('subscribes to the channels again, and sends what waits after them', () => {
    const { feed } = over([socket.duplex], {
      channels: { subscribe: (name) => `+${name}`, unsubscribe: (name) => `-${name}`, nameOf: (data) => data },
    });
    const channel = feed.channel('news').subscribe();
    socket.accept();
    for (const options of [undefined, forget]) {
      feed.reconnect(options);
      feed.send('hello');
      socket.accept();
      expect(socket.call.sent).toEqual(['+news', 'hello']);
    }
    channel.unsubscribe();
  });

  it('may be called for any event', () => {
    for (const kind of ['connecting', 'open', 'message', 'lost'] as const) {
      const route = new FakeRoute('sse');
      const { feed } = over([route], { retry: constant(HOUR) });
      let called = false;
      const other = feed.events$.subscribe((event) => {
        if (called || event.kind !== kind) return;
        called = true;
        feed.reconnect();
        feed.reconnect(forget);
      });
      route.accept();
      route.message('1');
      route.lose();
      jest.advanceTimersByTime(HOUR);
      other.unsubscribe();
      expect(called).toBe(true);
      expect(route.calls.filter(({ hungUp, sink }) => !hungUp && !sink.closed).length).toBeLessThan(2);
    }
  });

  it('does nothing without a subscriber', () => {
    const { feed, stop, statuses } = over([events]);
    stop();
    const before = statuses.length;
    feed.reconnect();
    feed.reconnect(forget);
    expect(events.isLive).toBe(false);
    expect(statuses).toHaveLength(before);
  });

  it('throws after close(), as send() does', () => {
    const { feed } = over([events]);
    feed.close();
    expect(() => {
      feed.reconnect();
    }).toThrow(expect.objectContaining({ name: 'PushError', code: 'aborted' }) as Error);
  });

  it.each<[unknown, string]>([
    [null, 'options of reconnect() must be an object, got null'],
    [true, 'options of reconnect() must be an object, got true'],
    [{ forget: 'yes' }, 'forget must be one of true, false, got "yes"'],
  ])('refuses %p', (options, message) => {
    const { feed } = over([events]);
    expect(() => {
      feed.reconnect(options as object);
    }).toThrow(new TypeError(message));
  });

  describe('with forget', () => {
    it('opens as the first time: without the cursor, the ids and the numbers of the old user', () => {
      const { feed, story } = open({ sequence: ({ data }) => Number(data) });
      feed.reconnect(forget);
      expect(events.call.cursor).toBeUndefined();
      events.accept();
      events.message('7', '1');
      expect(story().slice(3)).toEqual(['sse?', 'sse open, first', '7']);
      jest.advanceTimersByTime(1_000);
      events.lose();
      jest.advanceTimersByTime(1_000);
      expect(events.call.cursor).toBe('1');
    });

    it('empties the store, also where the connection is idle', () => {
      const store = memoryCursor();
      const { feed, stop } = open({ resume: { store } });
      feed.reconnect(forget);
      expect(store.get()).toBeUndefined();
      events.accept();
      events.message('2');
      stop();
      expect(store.get()).toBe('2');
      feed.reconnect(forget);
      expect(store.get()).toBeUndefined();
    });

    it('does not return to resume.from, neither now nor with the next subscriber', () => {
      const { feed, stop } = over([events], { resume: { from: '5' } });
      expect(events.call.cursor).toBe('5');
      feed.reconnect(forget);
      expect(events.call.cursor).toBeUndefined();
      stop();
      const next = feed.data$.subscribe();
      expect(events.call.cursor).toBeUndefined();
      next.unsubscribe();
    });

    it('makes an attempt anew that connects, because it may carry the old cursor', () => {
      const { feed, statuses } = over([events], { resume: { from: '5' } });
      feed.reconnect(forget);
      expect(events.calls.map(({ hungUp }) => hungUp)).toEqual([true, false]);
      expect(statuses.at(-1)).toEqual({ phase: 'connecting', transport: 'sse', attempt: 1 });
    });

    it('keeps no cursor of the message whose subscriber called it', () => {
      const store = memoryCursor();
      const { feed } = over([events], { resume: { store } });
      const other = feed.data$.subscribe(() => {
        feed.reconnect(forget);
      });
      events.accept();
      events.message('1');
      expect(store.get()).toBeUndefined();
      events.accept();
      events.lose();
      jest.advanceTimersByTime(1_000);
      expect(events.call.cursor).toBeUndefined();
      other.unsubscribe();
    });

    it('takes no answer to the polls of the old user for known: its ETag, the last message for distinct, the count', async () => {
      const requests: (string | null)[] = [];
      const fetch = (_url: unknown, init?: RequestInit): Promise<Response> => {
        requests.push(new Headers(init?.headers).get('if-none-match'));
        return Promise.resolve(new Response('1', { headers: { etag: '"a"' } }));
      };
      const seen: (number | undefined)[] = [];
      const polls = [
        viaLongPolling<string>('/poll', { distinct: (one, other) => one === other }),
        viaPolling<string>(({ index }) => (seen.push(index), ['1']), { distinct: (one, other) => one === other }),
      ];
      for (const route of polls) {
        const { feed, data } = over([route], { fetch });
        await jest.advanceTimersByTimeAsync(0);
        expect(data()).toEqual(['1']);
        feed.reconnect(forget);
        await jest.advanceTimersByTimeAsync(0);
        expect(data()).toEqual(['1', '1']);
      }
      expect(requests).toEqual([null, null]);
      expect(seen).toEqual([0, 0]);
    });

    it('tells the next attempt no error of the old user', () => {
      const { feed } = open();
      jest.advanceTimersByTime(1_000);
      events.lose();
      feed.reconnect(forget);
      expect(events.call.attempt.error).toBeUndefined();
    });

    it('sends no message of the old user, and logs how many it dropped', () => {
      const warn = jest.fn();
      const { feed } = over([socket.duplex], { logger: { warn } });
      socket.accept();
      socket.congested = true;
      feed.send('in the queue of the socket');
      jest.advanceTimersByTime(1_000);
      socket.lose();
      feed.send('waits');
      socket.congested = false;
      feed.reconnect(forget);
      feed.send('of the new user');
      socket.accept();
      expect(socket.call.sent).toEqual(['of the new user']);
      expect(warn.mock.calls).toEqual([
        ['ngx-comet: the connection dropped the waiting messages of a user', { waiting: 2 }],
      ]);
    });

    it('hangs up before it drops the messages, so that none comes back from the socket', () => {
      const { feed } = over([socket.duplex], { logger: { warn: () => undefined } });
      socket.accept();
      socket.congested = true;
      feed.send('old');
      socket.congested = false;
      feed.reconnect(forget);
      socket.accept();
      expect(socket.call.sent).toEqual([]);
    });

    it('cancels a message on its way by sendVia, which might be repeated for the new user', () => {
      let running = 0;
      const request = new Observable(() => {
        running++;
        return () => running--;
      });
      const { feed } = open({ sendVia: () => request });
      feed.send('old');
      expect(running).toBe(1);
      feed.reconnect(forget);
      expect(running).toBe(0);
    });

    it('ends the requests of the old user, so that no answer of the new one reaches them', () => {
      const { feed } = over([socket.duplex]);
      const seen: unknown[] = [];
      socket.accept();
      feed.request('ask', { match: () => true, timeout: 0 }).subscribe({
        next: (answer) => seen.push(answer),
        error: (error: PushError) => {
          seen.push(error.code);
          feed.send('after');
        },
      });
      feed.reconnect(forget);
      expect(seen).toEqual(['aborted']);
      socket.accept();
      socket.message('answer');
      expect(seen).toEqual(['aborted']);
      expect(socket.call.sent).toEqual(['after']);
    });

    it('replays no message of the old user', () => {
      const { feed } = open({ replay: 'last' });
      feed.reconnect(forget);
      const seen: string[] = [];
      feed.data$.subscribe((data) => seen.push(data)).unsubscribe();
      expect(seen).toEqual([]);
    });
  });
});
