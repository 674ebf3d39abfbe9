import { BehaviorSubject, Subject } from 'rxjs';
import { PushError } from '../vocabulary/push-error';
import type { ConnectionOptions } from './connection-options';
import type { Route } from '../route/route';
import type { AttemptSink } from '../vocabulary/transport';
import { sleep } from '../spec-support/fake-time';
import { broken, FakeRoute, fatal } from './spec-support/fake-route';
import { type Watched, watchInVirtualTime } from './spec-support/watch-connection';

const KEY = 'ngx-comet.route.feed';

describe('negotiation', () => {
  const over = watchInVirtualTime();
  let socket: FakeRoute;
  let events: FakeRoute;
  let polls: FakeRoute;

  beforeEach(() => {
    socket = new FakeRoute('websocket');
    events = new FakeRoute('sse');
    polls = new FakeRoute('polling', { opensWithAnswer: true, repeatAfter: () => 2_000 });
  });

  /** Opens the connection over the events, after the socket failed. */
  function onEvents(options: ConnectionOptions<string, string> = {}): Watched {
    const all = over([socket, events], options);
    socket.lose();
    jest.advanceTimersByTime(0);
    events.accept();
    events.message('1');
    return all;
  }

  describe('choosing', () => {
    it('uses the first route, and no other one while it works', () => {
      const { story } = over([socket, events]);
      socket.accept();
      socket.message('1');
      jest.advanceTimersByTime(600_000);
      expect(story()).toEqual(['websocket?', 'websocket open, first', '1']);
      expect(events.calls).toHaveLength(0);
    });

    it('tries the next one at once when it fails', () => {
      const { story } = onEvents();
      expect(story()).toEqual(['websocket?', 'websocket network, 0', 'sse?', 'sse open, first', '1']);
    });

    it('waits only when all have failed, then begins with the best', () => {
      over([socket, events]);
      socket.lose();
      jest.advanceTimersByTime(0);
      events.lose();
      jest.advanceTimersByTime(999);
      expect(socket.calls).toHaveLength(1);
      jest.advanceTimersByTime(1);
      expect(socket.calls).toHaveLength(2);
    });

    it('leaves a route that opens and stays mute', () => {
      const { story } = over([socket, events], { deliverWithin: 3_000 });
      socket.accept();
      jest.advanceTimersByTime(2_999);
      expect(socket.calls[0]?.hungUp).toBe(false);
      jest.advanceTimersByTime(1);
      expect(story()).toEqual(['websocket?', 'websocket open, first', 'websocket silence, 0']);
      jest.advanceTimersByTime(1);
      expect(events.isLive).toBe(true);
    });

    it('accepts a byte that is not a message', () => {
      over([socket, events]);
      socket.accept();
      socket.beat();
      jest.advanceTimersByTime(60_000);
      expect(socket.isLive).toBe(true);
    });

    it('keeps the best mute route when none is better', () => {
      over([socket, events]);
      socket.accept();
      jest.advanceTimersByTime(5_001);
      events.accept();
      jest.advanceTimersByTime(5_001);
      socket.accept();
      jest.advanceTimersByTime(600_000);
      expect(socket.isLive).toBe(true);
      expect(socket.calls).toHaveLength(2);
      expect(events.calls).toHaveLength(1);
    });

    it('leaves a poll that ended without a response, unless no other route is left', () => {
      const { story } = over([polls, events]);
      polls.done();
      jest.advanceTimersByTime(0);
      expect(story()).toEqual(['polling?', 'polling silence, 0', 'sse?']);
      events.lose(fatal);
      jest.advanceTimersByTime(0);
      for (let poll = 0; poll < 3; poll++) {
        polls.done();
        jest.advanceTimersByTime(2_000);
      }
      // It connects all the time, so there is no further event.
      expect(story().slice(3)).toEqual(['sse http, 0', 'polling?']);
      expect(polls.calls).toHaveLength(5);
    });

    it('tries the others again when the poll that it returned to gets no response either', () => {
      const { story } = over([socket, polls]);
      socket.lose();
      jest.advanceTimersByTime(0);
      polls.done();
      jest.advanceTimersByTime(0);
      expect(story().slice(2)).toEqual(['polling?', 'polling silence, 0', 'polling?']);
      polls.done();
      jest.advanceTimersByTime(1_000);
      socket.accept();
      socket.message('1');
      expect(story().slice(5)).toEqual(['polling silence, 1000', 'websocket?', 'websocket open, first', '1']);
    });

    it('waits without a limit for the first byte where deliverWithin is 0', () => {
      over([socket, events], { deliverWithin: 0 });
      socket.accept();
      jest.advanceTimersByTime(600_000);
      expect(socket.isLive).toBe(true);
    });

    it('leaves a route that dies 200 ms after its first byte', () => {
      over([socket, events]);
      socket.accept();
      socket.message('1');
      jest.advanceTimersByTime(200);
      socket.lose();
      jest.advanceTimersByTime(0);
      expect(events.call.cursor).toBe('1');
    });

    it('reconnects twice over a good route before it tries another one', () => {
      over([socket, events]);
      socket.accept();
      socket.message('1');
      jest.advanceTimersByTime(1_000);
      socket.lose();
      jest.advanceTimersByTime(1_000);
      socket.lose();
      jest.advanceTimersByTime(1_000);
      expect(socket.calls).toHaveLength(3);
      expect(events.calls).toHaveLength(0);
      socket.lose();
      jest.advanceTimersByTime(0);
      expect(events.calls).toHaveLength(1);
    });

    it('does not apply the connect timeout to a poll that is held', () => {
      over([polls, events], { connectTimeout: 1_000 });
      jest.advanceTimersByTime(30_000);
      expect(polls.calls).toHaveLength(1);
      expect(polls.isLive).toBe(true);
    });
  });

  describe('final errors', () => {
    it('end one route, not the connection', () => {
      const { end } = over([socket, events]);
      socket.lose(fatal);
      jest.advanceTimersByTime(0);
      events.lose();
      jest.advanceTimersByTime(1_000);
      expect(socket.calls).toHaveLength(1);
      expect(events.calls).toHaveLength(2);
      expect(end()).toBeUndefined();
    });

    it('end the connection unchanged when no route is left', () => {
      const { end } = over([socket, events]);
      socket.lose();
      jest.advanceTimersByTime(0);
      events.lose(fatal);
      jest.advanceTimersByTime(1_000);
      socket.lose(fatal);
      expect(end()).toBe(fatal);
    });

    it('are decided by the caller', () => {
      const { end } = over([socket, events], { transient: (error) => error.status === 403 });
      socket.lose(fatal);
      jest.advanceTimersByTime(0);
      events.lose(fatal);
      jest.advanceTimersByTime(1_000);
      expect(socket.calls).toHaveLength(2);
      socket.lose();
      jest.advanceTimersByTime(0);
      events.lose();
      expect(end()).toBe(broken);
    });

    it('do not end the connection when the caller makes one of them final and another route may work', () => {
      const { end } = over([socket, events], { transient: (error) => error !== fatal });
      socket.lose();
      jest.advanceTimersByTime(0);
      events.lose(fatal);
      jest.advanceTimersByTime(1_000);
      expect(end()).toBeUndefined();
      expect(socket.calls).toHaveLength(2);
    });

    it('include a route that cannot start', () => {
      const crash = new FakeRoute('websocket', {
        connect: () => {
          throw new Error('cannot start');
        },
      });
      const { end } = over([crash, events]);
      jest.advanceTimersByTime(0);
      expect(events.isLive).toBe(true);
      events.lose(fatal);
      expect(end()).toBe(fatal);
    });

    it('end the connection after one round without a schedule', () => {
      const { end } = over([socket, events], { retry: false });
      socket.lose();
      jest.advanceTimersByTime(0);
      events.lose();
      expect(end()).toBe(broken);
    });
  });

  describe('remembering', () => {
    it('starts with the route that worked', () => {
      const { stop } = onEvents({ remember: 'feed' });
      jest.advanceTimersByTime(1_000);
      stop();
      over([socket, events], { remember: 'feed' });
      expect(socket.calls).toHaveLength(1);
      expect(events.calls).toHaveLength(2);
    });

    it('remembers the route of a visit that ended with the first message', () => {
      onEvents({ remember: 'feed' }).stop();
      over([socket, events], { remember: 'feed' });
      expect(socket.calls).toHaveLength(1);
      expect(events.calls).toHaveLength(2);
    });

    it('forgets a route that did not last a second', () => {
      onEvents({ remember: 'feed' });
      jest.advanceTimersByTime(999);
      events.lose();
      expect(localStorage.getItem(KEY)).toBeNull();
    });

    it('does not forget a good route', () => {
      onEvents({ remember: 'feed' });
      jest.advanceTimersByTime(1_000);
      events.lose();
      expect(localStorage.getItem(KEY)).toContain('sse');
    });

    it('forgets after a day', () => {
      const { stop } = onEvents({ remember: 'feed', probeAfter: 0 });
      jest.advanceTimersByTime(1_000);
      stop();
      jest.advanceTimersByTime(24 * 60 * 60 * 1_000);
      over([socket, events], { remember: 'feed' });
      expect(socket.calls).toHaveLength(2);
    });

    it.each(['', 'sse', 'sse@', 'sse@tomorrow', 'pigeon@now', 'sse@the future'])(
      'ignores %j in the storage',
      (stored) => {
        const now = Date.now();
        localStorage.setItem(KEY, stored.replace('@now', `@${now}`).replace('@the future', `@${now + 1e12}`));
        over([socket, events], { remember: 'feed' });
        expect(socket.calls).toHaveLength(1);
      },
    );

    it('works without a storage that it may not use', () => {
      const denied = jest.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
        throw new DOMException('denied', 'SecurityError');
      });
      onEvents({ remember: 'feed' });
      jest.advanceTimersByTime(1_000);
      expect(events.isLive).toBe(true);
      denied.mockRestore();
    });

    it('tries all other routes when the remembered one fails, best first', () => {
      localStorage.setItem(KEY, `polling@${Date.now()}`);
      over([socket, events, polls], { remember: 'feed' });
      polls.lose();
      jest.advanceTimersByTime(0);
      expect(socket.calls).toHaveLength(1);
      socket.lose();
      jest.advanceTimersByTime(0);
      expect(events.calls).toHaveLength(1);
    });
  });

  describe('climbing back', () => {
    it('tries a better route beside the live one, which keeps delivering', () => {
      const { data } = onEvents();
      jest.advanceTimersByTime(61_000);
      expect(socket.calls).toHaveLength(2);
      events.message('2');
      expect(data()).toEqual(['1', '2']);
      expect(events.isLive).toBe(true);
    });

    it('lets the probe take over after a second, without a lost or repeated message', () => {
      const { data, story } = onEvents();
      jest.advanceTimersByTime(61_000);
      expect(socket.call.cursor).toBe('1');
      socket.accept();
      events.message('2');
      socket.message('2');
      socket.message('3');
      jest.advanceTimersByTime(999);
      events.message('3');
      expect(data()).toEqual(['1', '2', '3']);
      socket.message('4');
      jest.advanceTimersByTime(1);
      expect(events.isLive).toBe(false);
      socket.message('5');
      expect(data()).toEqual(['1', '2', '3', '4', '5']);
      expect(story().slice(-5)).toEqual(['3', 'websocket open, unknown', 'websocket open, resumed', '4', '5']);
    });

    it.each([
      ['while the other goes on', 1],
      ['after it delivered too many messages', 1_001],
    ])('does not emit resumed where the request of the better route carried no cursor, %s', (_, count) => {
      const sinks: AttemptSink[] = [];
      const forgetful: Route<string> = {
        transport: 'websocket',
        plan: () => ({
          transport: 'websocket',
          connect: (_attempt, sink) => {
            sinks.push(sink);
            return () => undefined;
          },
        }),
      };
      const { story } = over([forgetful, events]);
      sinks[0]?.lost(broken);
      jest.advanceTimersByTime(0);
      events.accept();
      events.message('1');
      jest.advanceTimersByTime(61_000);
      sinks[1]?.open();
      sinks[1]?.message('9', 'message', undefined);
      for (let message = 2; message <= count; message++) events.message(String(message));
      jest.advanceTimersByTime(1_000);
      sinks[2]?.open();
      expect(events.isLive).toBe(false);
      expect(story()).toContain('websocket open, unknown');
      expect(story()).not.toContain('websocket open, resumed');
    });

    it('recognizes repeats of messages that came over the other route in another format, also at a later loss', () => {
      const { story } = over([socket, events]);
      socket.lose();
      jest.advanceTimersByTime(0);
      events.accept();
      events.message('{"n":1}', '1');
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.message('{ "n": 2 }', '2');
      jest.advanceTimersByTime(1_000);
      socket.lose();
      jest.advanceTimersByTime(1_000);
      socket.accept();
      for (const n of [1, 2, 3]) socket.message(`{ "n": ${n} }`, `${n}`);
      const repeated = story().slice(-5);
      expect(repeated).toEqual([
        'websocket network, 1000',
        'websocket?',
        'websocket open, unknown',
        'websocket open, resumed',
        '{ "n": 3 }',
      ]);
    });

    it('emits nothing when the probe delivers a message and is lost', () => {
      const { story } = onEvents();
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.message('2');
      jest.advanceTimersByTime(200);
      socket.lose();
      events.message('2');
      jest.advanceTimersByTime(10_000);
      expect(story().slice(4)).toEqual(['1', '2']);
    });

    it('does not complete when the probe delivers a message and completes', () => {
      const { end } = onEvents();
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.message('2');
      socket.done();
      expect(end()).toBeUndefined();
      expect(events.isLive).toBe(true);
    });

    it('ends a probe that stays mute, and waits twice as long each time, up to 16 times probeAfter', () => {
      onEvents();
      const times: number[] = [];
      const began = Date.now();
      let before = socket.calls.length;
      for (let second = 0; second < 4_000; second++) {
        jest.advanceTimersByTime(1_000);
        if (socket.calls.length > before) times.push(Math.round((Date.now() - began) / 1_000));
        before = socket.calls.length;
      }
      const waits = times.map((time, index) => time - (times[index - 1] ?? 0));
      expect(waits).toEqual([61, 135, 255, 495, 975, 975, 975]);
    });

    it('waits for probeAfter again once the live route proved good again', () => {
      onEvents();
      jest.advanceTimersByTime(61_000);
      socket.lose();
      jest.advanceTimersByTime(120_000);
      socket.lose();
      expect(socket.calls).toHaveLength(3);
      events.lose();
      jest.advanceTimersByTime(1_000);
      events.accept();
      events.message('2');
      jest.advanceTimersByTime(60_999);
      expect(socket.calls).toHaveLength(3);
      jest.advanceTimersByTime(1);
      expect(socket.calls).toHaveLength(4);
    });

    it('tries every better route, best first', () => {
      over([socket, events, polls], { deliverWithin: 0 });
      socket.lose();
      jest.advanceTimersByTime(0);
      events.lose();
      jest.advanceTimersByTime(0);
      polls.accept();
      jest.advanceTimersByTime(61_000);
      expect(socket.calls).toHaveLength(2);
      socket.lose();
      expect(events.calls).toHaveLength(2);
      events.lose(fatal);
      jest.advanceTimersByTime(120_000);
      expect(socket.calls).toHaveLength(3);
    });

    it('tries the better routes beside a mute one that is kept, because a proxy may hold its bytes back', () => {
      const { data } = over([socket, events], { probeAfter: 20_000 });
      socket.lose();
      jest.advanceTimersByTime(0);
      events.accept();
      jest.advanceTimersByTime(5_001);
      events.accept();
      jest.advanceTimersByTime(20_000);
      expect(socket.calls).toHaveLength(2);
      expect(events.isLive).toBe(true);
      socket.accept();
      socket.message('1');
      jest.advanceTimersByTime(1_000);
      expect(events.isLive).toBe(false);
      expect(data()).toEqual(['1']);
    });

    it('takes over from polls', () => {
      const { data } = over([socket, polls]);
      socket.lose();
      jest.advanceTimersByTime(0);
      polls.accept();
      polls.message('1');
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.message('2');
      jest.advanceTimersByTime(1_000);
      expect(polls.calls[0]?.hungUp).toBe(true);
      expect(data()).toEqual(['1', '2']);
      socket.message('3');
      jest.advanceTimersByTime(10_000);
      expect(polls.calls).toHaveLength(1);
      expect(data()).toEqual(['1', '2', '3']);
    });

    it('takes over between two polls, and does not wait for the next one', () => {
      const { data, story } = over([socket, polls], { probeAfter: 500 });
      socket.lose();
      jest.advanceTimersByTime(0);
      polls.accept();
      polls.message('1');
      jest.advanceTimersByTime(1_500);
      polls.done();
      socket.accept();
      socket.message('2');
      jest.advanceTimersByTime(999);
      expect(data()).toEqual(['1']);
      jest.advanceTimersByTime(1);
      expect(data()).toEqual(['1', '2']);
      socket.message('3');
      jest.advanceTimersByTime(10_000);
      expect(polls.calls).toHaveLength(1);
      expect(story().slice(4)).toEqual(['1', 'websocket open, unknown', '2', '3']);
    });

    it('closes a probe that takes over between two polls while the gate is closed, and loses no message', () => {
      const gate = new BehaviorSubject(true);
      const { data, story } = over([socket, polls], { probeAfter: 500, gate });
      socket.lose();
      jest.advanceTimersByTime(0);
      polls.accept();
      polls.message('1');
      jest.advanceTimersByTime(1_500);
      polls.done();
      socket.accept();
      socket.message('2');
      gate.next(false);
      jest.advanceTimersByTime(1_000);
      expect(socket.isLive).toBe(false);
      gate.next(true);
      expect(socket.call.cursor).toBe('1');
      socket.accept();
      socket.message('2');
      expect(data()).toEqual(['1', '2']);
      expect(story().slice(4)).toEqual(['1', 'caller', 'websocket?', 'websocket open, unknown', '2']);
    });

    it('lets a poll take over at its first response', () => {
      const frames = new FakeRoute('jsonp', { opensWithAnswer: true, repeatAfter: () => 1_000 });
      const { data } = over([polls, frames]);
      polls.lose();
      jest.advanceTimersByTime(0);
      frames.accept();
      frames.message('1');
      frames.done();
      jest.advanceTimersByTime(61_000);
      expect(polls.calls).toHaveLength(2);
      polls.accept();
      polls.message('2');
      polls.done();
      jest.advanceTimersByTime(2_000);
      expect(polls.calls).toHaveLength(3);
      expect(polls.call.cursor).toBe('2');
      expect(data()).toEqual(['1', '2']);
      const before = frames.calls.length;
      jest.advanceTimersByTime(60_000);
      expect(frames.calls).toHaveLength(before);
    });

    it('lets a poll take over at its first response between two other polls', () => {
      const frames = new FakeRoute('jsonp', { opensWithAnswer: true, repeatAfter: () => 5_000 });
      const { data } = over([polls, frames], { probeAfter: 500 });
      polls.lose();
      jest.advanceTimersByTime(0);
      frames.accept();
      frames.message('1');
      frames.done();
      jest.advanceTimersByTime(1_500);
      polls.accept();
      polls.message('2');
      expect(data()).toEqual(['1', '2']);
      polls.done();
      jest.advanceTimersByTime(1_999);
      expect(polls.calls).toHaveLength(2);
      jest.advanceTimersByTime(1);
      expect(polls.calls).toHaveLength(3);
      expect(polls.call.cursor).toBe('2');
    });

    it('requests again from the cursor when more messages arrived meanwhile than the window remembers', () => {
      const { data } = onEvents({ resume: { window: 10 } });
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.message('2');
      for (let id = 2; id <= 40; id++) events.message(`${id}`);
      jest.advanceTimersByTime(1_000);
      expect(events.isLive).toBe(false);
      expect(socket.calls).toHaveLength(3);
      expect(socket.call.cursor).toBe('40');
      socket.accept();
      socket.message('41');
      expect(data()).toEqual(Array.from({ length: 41 }, (_, index) => `${index + 1}`));
    });

    it('repeats nothing where messages carry no ids', () => {
      const { data, story } = over([socket, events]);
      socket.lose();
      jest.advanceTimersByTime(0);
      events.accept();
      const send = (route: FakeRoute, text: string): void => {
        route.call.sink.message(text, 'message', undefined);
      };
      send(events, 'a');
      jest.advanceTimersByTime(61_000);
      socket.accept();
      for (const route of [socket, events]) send(route, 'b');
      jest.advanceTimersByTime(1_000);
      socket.accept();
      send(socket, 'c');
      expect(data()).toEqual(['a', 'b', 'c']);
      expect(story().slice(-2)).toEqual(['websocket open, unknown', 'c']);
    });

    it('falls back when the better route does not open a second time', () => {
      const { story } = onEvents({ resume: { window: 1 } });
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.beat();
      events.message('2');
      events.message('3');
      jest.advanceTimersByTime(1_000);
      jest.advanceTimersByTime(10_000);
      expect(story().at(-1)).toBe('websocket connect-timeout, 1000');
    });

    it('never probes where probeAfter is 0', () => {
      onEvents({ probeAfter: 0 });
      jest.advanceTimersByTime(6_000_000);
      expect(socket.calls).toHaveLength(1);
    });

    it('stops probing while it is paused', () => {
      const pauseWhile = new Subject<boolean>();
      onEvents({ pauseWhile });
      jest.advanceTimersByTime(61_000);
      expect(socket.isLive).toBe(true);
      pauseWhile.next(true);
      expect(socket.isLive).toBe(false);
      jest.advanceTimersByTime(600_000);
      expect(socket.calls).toHaveLength(2);
    });

    it('leaves no connection when a kept message makes the subscriber unsubscribe', () => {
      const { feed, stop } = onEvents();
      const other = feed.data$.subscribe((data) => {
        if (data !== '2') return;
        stop();
        other.unsubscribe();
      });
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.message('2');
      jest.advanceTimersByTime(1_000);
      expect(socket.isLive).toBe(false);
    });

    it('leaves no timer when a kept message makes the subscriber unsubscribe and a better route is left', () => {
      const { feed, stop } = over([socket, events, polls]);
      socket.lose();
      jest.advanceTimersByTime(0);
      events.lose();
      jest.advanceTimersByTime(0);
      polls.accept();
      polls.message('1');
      const other = feed.data$.subscribe((data) => {
        if (data !== '2') return;
        stop();
        other.unsubscribe();
      });
      jest.advanceTimersByTime(61_000);
      socket.lose();
      events.accept();
      events.message('2');
      expect(polls.isLive).toBe(true);
      jest.advanceTimersByTime(1_000);
      expect(events.isLive).toBe(false);
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  describe('on a page that', () => {
    /** A night, and the time until a silent connection counts as dead. */
    const sleepAndWake = (): void => {
      sleep(3_600_000);
      jest.advanceTimersByTime(2_000);
    };
    const happens = (type: string): void => {
      document.dispatchEvent(new Event(type));
    };

    it('sleeps, keeps the route that had to deliver', () => {
      over([socket, events]);
      socket.accept();
      sleepAndWake();
      jest.advanceTimersByTime(1);
      expect(socket.calls).toHaveLength(2);
      expect(events.calls).toHaveLength(0);
      socket.accept();
      socket.message('1');
      for (let night = 0; night < 5; night++) {
        sleepAndWake();
        jest.advanceTimersByTime(1);
        socket.accept();
      }
      expect(events.calls).toHaveLength(0);
    });

    it('sleeps while a better route is tried, ends the probe and tries again later', () => {
      onEvents();
      jest.advanceTimersByTime(61_000);
      expect(socket.isLive).toBe(true);
      sleepAndWake();
      jest.advanceTimersByTime(1);
      expect(socket.isLive).toBe(false);
      expect(events.calls).toHaveLength(2);
      events.accept();
      events.message('2');
      jest.advanceTimersByTime(61_000);
      expect(socket.calls).toHaveLength(3);
    });

    it('is frozen while a route has to deliver, begins with this route when it is thawed', () => {
      const { story } = over([socket, events]);
      socket.accept();
      jest.advanceTimersByTime(4_999);
      happens('freeze');
      jest.advanceTimersByTime(600_000);
      expect([socket.isLive, events.isLive]).toEqual([false, false]);
      happens('resume');
      expect(socket.calls).toHaveLength(2);
      socket.accept();
      jest.advanceTimersByTime(5_000);
      expect(story().slice(2)).toEqual(['frozen', 'websocket?', 'websocket open, unknown', 'websocket silence, 0']);
    });

    it('is frozen while a better route is tried, keeps neither', () => {
      onEvents();
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.message('2');
      happens('freeze');
      expect([socket.isLive, events.isLive]).toEqual([false, false]);
      happens('resume');
      expect(events.calls).toHaveLength(2);
      expect(events.call.cursor).toBe('1');
      expect(socket.calls).toHaveLength(2);
    });

    it('goes offline, keeps the route that broke then', () => {
      const gate = new BehaviorSubject(true);
      over([socket, events], { gate });
      gate.next(false);
      socket.lose();
      jest.advanceTimersByTime(60_000);
      expect(socket.calls).toHaveLength(1);
      gate.next(true);
      expect(socket.calls).toHaveLength(2);
      expect(events.calls).toHaveLength(0);
    });
  });

  it('names the transport of a message', () => {
    const { events: seen } = onEvents();
    expect(seen.at(-1)).toMatchObject({ message: { transport: 'sse' } });
  });

  it('passes the retry delay of the server to the schedule', () => {
    over([events], { retry: ({ serverDelay }) => serverDelay ?? 1_000 });
    events.call.sink.retryDelay(7_000);
    events.lose(new PushError('http', '503', { transient: true, status: 503 }));
    jest.advanceTimersByTime(6_999);
    expect(events.calls).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(events.calls).toHaveLength(2);
  });
});
