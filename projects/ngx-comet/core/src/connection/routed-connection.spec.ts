import type { PushError } from '../vocabulary/push-error';
import { Observable } from 'rxjs';
import type { ConnectionOptions } from './connection-options';
import { inVirtualTime } from '../spec-support/virtual-time';
import { fastClock } from './spec-support/fast-clock';
import { broken, FakeDuplexRoute, FakeRoute, fatal } from './spec-support/fake-route';
import { watchConnection, type Watched } from './spec-support/watch-connection';

const overflow = expect.objectContaining({ name: 'PushError', code: 'overflow' }) as Error;
const protocol = {
  subscribe: (name: string) => `+${name}`,
  unsubscribe: (name: string) => `-${name}`,
  nameOf: (data: string) => data.split(':')[0],
};

describe('sending over a connection', () => {
  let watched: Watched | undefined;
  let socket: FakeDuplexRoute;
  let events: FakeRoute;

  inVirtualTime(() => {
    watched?.stop();
    watched?.feed.close();
    watched = undefined;
  });

  beforeEach(() => {
    socket = new FakeDuplexRoute();
    events = new FakeRoute('sse');
  });

  function over(options: ConnectionOptions<string, string> = {}): Watched {
    watched = watchConnection([socket.duplex, events], { logger: { warn: () => undefined }, ...options });
    return watched;
  }

  /** Fails over from the socket to the events. */
  function switchToEvents(): void {
    socket.lose(fatal);
    jest.advanceTimersByTime(0);
    events.accept();
    events.message('hello');
  }

  it('waits for the opening, then sends in order', () => {
    const { feed } = over();
    feed.send('a');
    feed.send('b');
    expect(socket.call.sent).toEqual([]);
    socket.accept();
    feed.send('c');
    expect(socket.call.sent).toEqual(['a', 'b', 'c']);
  });

  it('waits for the first subscriber', () => {
    const { feed, stop } = over();
    stop();
    feed.send('a');
    expect(socket.calls).toHaveLength(1);
    feed.data$.subscribe().add(() => undefined);
    socket.accept();
    expect(socket.call.sent).toEqual(['a']);
  });

  it('sends the unsent messages of the socket over the next route, in order', () => {
    const posted: string[] = [];
    const { feed } = over({
      sendVia: (value) => {
        posted.push(value);
        return [];
      },
    });
    socket.accept();
    feed.send('a');
    socket.congested = true;
    feed.send('b');
    feed.send('c');
    expect(socket.call.sent).toEqual(['a']);
    switchToEvents();
    feed.send('d');
    expect(posted).toEqual(['b', 'c', 'd']);
  });

  it('sends the unsent messages of a socket over the next socket', () => {
    const { feed } = over();
    socket.accept();
    socket.message('1');
    jest.advanceTimersByTime(1_000);
    socket.congested = true;
    feed.send('a');
    socket.lose();
    feed.send('b');
    socket.congested = false;
    jest.advanceTimersByTime(1_000);
    socket.accept();
    feed.send('c');
    expect(socket.call.sent).toEqual(['a', 'b', 'c']);
  });

  it('sends over the socket when it takes over', () => {
    const posted: string[] = [];
    const { feed } = over({
      sendVia: (value) => {
        posted.push(value);
        return [];
      },
    });
    socket.lose();
    jest.advanceTimersByTime(0);
    events.accept();
    events.message('1');
    feed.send('a');
    jest.advanceTimersByTime(61_000);
    socket.accept();
    socket.message('2');
    feed.send('b');
    jest.advanceTimersByTime(1_000);
    feed.send('c');
    expect(posted).toEqual(['a', 'b']);
    expect(socket.call.sent).toEqual(['c']);
  });

  it('refuses a message when too many wait', () => {
    const { feed } = over({ queue: { max: 2 } });
    feed.send('a');
    feed.send('b');
    expect(() => {
      feed.send('c');
    }).toThrow(overflow);
    socket.accept();
    expect(socket.call.sent).toEqual(['a', 'b']);
  });

  it('refuses at once where no route can send', () => {
    watched = watchConnection([events]);
    const { feed } = watched;
    expect(() => {
      feed.send('a');
    }).toThrow(expect.objectContaining({ code: 'unsupported' }) as Error);
  });

  it('logs that a request failed, but not its message', () => {
    const warn = jest.fn();
    const { feed, end } = over({
      logger: { warn },
      sendVia: () => new Observable((subscriber) => subscriber.error(new Error('offline'))),
    });
    switchToEvents();
    feed.send('secret');
    expect(warn).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(warn.mock.calls)).toContain('offline');
    expect(JSON.stringify(warn.mock.calls)).not.toContain('secret');
    expect(end()).toBeUndefined();
  });

  it('sends nothing after its close, and logs how many messages were left', () => {
    const warn = jest.fn();
    const { feed } = over({ logger: { warn } });
    feed.send('a');
    feed.close();
    feed.close();
    expect(warn).toHaveBeenCalledWith(expect.any(String), { waiting: 1 });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(() => {
      feed.send('b');
    }).toThrow(expect.objectContaining({ code: 'aborted' }) as Error);
  });

  describe('request', () => {
    it('sends when it is subscribed to, emits the answer and completes', () => {
      const { feed } = over();
      socket.accept();
      const answer = feed.request('ping', { match: (data) => data.startsWith('pong') });
      expect(socket.call.sent).toEqual([]);
      const seen: unknown[] = [];
      answer.subscribe({ next: (data) => seen.push(data), complete: () => seen.push('complete') });
      expect(socket.call.sent).toEqual(['ping']);
      socket.message('other');
      socket.message('pong 1');
      socket.message('pong 2');
      expect(seen).toEqual(['pong 1', 'complete']);
    });

    it('goes over sendVia where the route only receives', () => {
      const posted: string[] = [];
      const { feed } = over({
        sendVia: (value) => {
          posted.push(value);
          return [];
        },
      });
      switchToEvents();
      const seen: unknown[] = [];
      feed.request('ping', { match: (data) => data === 'pong' }).subscribe((data) => seen.push(data));
      expect(posted).toEqual(['ping']);
      events.message('pong');
      expect(seen).toEqual(['pong']);
    });

    it('is answered over the next route where the first one broke', () => {
      const { feed } = over();
      socket.accept();
      const seen: unknown[] = [];
      feed.request('ping', { match: (data) => data === 'pong' }).subscribe((data) => seen.push(data));
      expect(socket.call.sent).toEqual(['ping']);
      switchToEvents();
      events.message('pong');
      expect(seen).toEqual(['pong']);
    });

    it('opens the connection if there is no other subscriber', () => {
      const { feed, stop } = over();
      stop();
      feed.request('ping', { match: () => true }).subscribe();
      expect(socket.calls).toHaveLength(2);
      socket.accept();
      expect(socket.call.sent).toEqual(['ping']);
      socket.message('pong');
      expect(socket.isLive).toBe(false);
    });

    it('gives up after its time', () => {
      const { feed } = over();
      const errors: unknown[] = [];
      feed.request('ping', { match: () => true }).subscribe({ error: (error: unknown) => errors.push(error) });
      jest.advanceTimersByTime(9_999);
      expect(errors).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(errors).toEqual([expect.objectContaining({ code: 'timeout', transient: true })]);
    });

    it('is not sent later when it was unsubscribed from or timed out', () => {
      const { feed } = over();
      const left = feed.request('buy', { match: () => true, timeout: 0 }).subscribe();
      feed.request('sell', { match: () => true, timeout: 1_000 }).subscribe({ error: () => undefined });
      feed.send('hello');
      left.unsubscribe();
      jest.advanceTimersByTime(1_000);
      socket.accept();
      expect(socket.call.sent).toEqual(['hello']);
    });

    it('waits without a limit where the timeout is 0', () => {
      const { feed } = over();
      const errors: unknown[] = [];
      feed
        .request('ping', { match: () => true, timeout: 0 })
        .subscribe({ error: (error: unknown) => errors.push(error) });
      socket.accept();
      jest.advanceTimersByTime(1_000_000);
      expect(errors).toEqual([]);
    });

    it('leaves no timer and no connection when it is unsubscribed from', () => {
      const { feed, stop } = over();
      feed
        .request('ping', { match: () => true })
        .subscribe()
        .unsubscribe();
      stop();
      expect(jest.getTimerCount()).toBe(0);
      expect(socket.isLive).toBe(false);
    });

    it('ends with the connection', () => {
      const errors: unknown[] = [];
      const { feed } = over();
      feed.request('ping', { match: () => true }).subscribe({ error: (error: unknown) => errors.push(error) });
      feed.close();
      feed.request('ping', { match: () => true }).subscribe({ error: (error: unknown) => errors.push(error) });
      expect(errors).toEqual([
        expect.objectContaining({ code: 'aborted' }),
        expect.objectContaining({ code: 'aborted' }),
      ]);
    });

    it('errors with the connection', () => {
      const errors: unknown[] = [];
      const { feed } = over();
      feed.request('ping', { match: () => true }).subscribe({ error: (error: unknown) => errors.push(error) });
      socket.lose(fatal);
      jest.advanceTimersByTime(0);
      events.lose(fatal);
      expect(errors).toEqual([fatal]);
    });

    it('errors when too many messages wait', () => {
      const errors: unknown[] = [];
      const { feed } = over({ queue: { max: 0 } });
      feed.request('ping', { match: () => true }).subscribe({ error: (error: unknown) => errors.push(error) });
      expect(errors).toEqual([overflow]);
    });

    it('errors with the error that match throws', () => {
      const thrown = new Error('unreadable');
      const errors: unknown[] = [];
      const { feed } = over();
      const match = (): boolean => {
        throw thrown;
      };
      feed.request('ping', { match }).subscribe({ error: (error: unknown) => errors.push(error) });
      socket.accept();
      socket.message('pong');
      expect(errors).toEqual([thrown]);
    });

    it('checks its options at the call', () => {
      const { feed } = over();
      expect(() => feed.request('ping', { match: undefined as never })).toThrow(
        new TypeError('match must be a function, got undefined'),
      );
      expect(() => feed.request('ping', { match: () => true, timeout: -1 })).toThrow(TypeError);
    });
  });

  describe('channels', () => {
    it('are subscribed to on every connection, and on every route', () => {
      const posted: string[] = [];
      const { feed } = over({
        channels: protocol,
        sendVia: (value) => {
          posted.push(value);
          return [];
        },
      });
      const seen: string[] = [];
      feed.channel('a').subscribe((data) => seen.push(data));
      feed.channel('a').subscribe();
      feed.channel('b').subscribe();
      socket.accept();
      expect(socket.call.sent).toEqual(['+a', '+b']);
      socket.message('a:1');
      jest.advanceTimersByTime(1_000);
      socket.lose(broken);
      jest.advanceTimersByTime(1_000);
      socket.accept();
      expect(socket.call.sent).toEqual(['+a', '+b']);
      switchToEvents();
      expect(posted).toEqual(['+a', '+b']);
      expect(seen).toEqual(['a:1']);
    });

    it('are subscribed to over the better route once, when it takes over, and not during the probe', () => {
      const posted: string[] = [];
      const { feed } = over({
        channels: protocol,
        sendVia: (value) => {
          posted.push(value);
          return [];
        },
      });
      const one = feed.channel('a').subscribe();
      const two = feed.channel('a').subscribe();
      socket.lose();
      jest.advanceTimersByTime(0);
      events.accept();
      events.message('a:1');
      expect(posted).toEqual(['+a']);
      jest.advanceTimersByTime(61_000);
      socket.accept();
      socket.message('a:2');
      expect(socket.call.sent).toEqual([]);
      jest.advanceTimersByTime(1_000);
      expect(socket.call.sent).toEqual(['+a']);
      one.unsubscribe();
      expect(socket.call.sent).toEqual(['+a']);
      two.unsubscribe();
      expect(socket.call.sent).toEqual(['+a', '-a']);
      expect(posted).toEqual(['+a']);
    });

    it('are subscribed to before the waiting messages are sent', () => {
      const { feed } = over({ channels: protocol });
      feed.send('a:hello');
      feed.channel('a').subscribe();
      socket.accept();
      expect(socket.call.sent).toEqual(['+a', 'a:hello']);
    });

    it('are not subscribed to again when the sequence numbers show a gap', () => {
      const { feed, story } = over({ channels: protocol, sequence: ({ data }) => Number(data) });
      feed.channel('a').subscribe();
      socket.accept();
      socket.message('1');
      socket.message('3');
      expect(story()).toContain('websocket open, gap');
      expect(socket.call.sent).toEqual(['+a']);
    });

    it('keep no subscription of the last connection for the next one', () => {
      const { feed } = over({ channels: protocol });
      socket.accept();
      socket.message('1');
      jest.advanceTimersByTime(1_000);
      socket.congested = true;
      const channel = feed.channel('a').subscribe();
      channel.unsubscribe();
      feed.send('b');
      feed.channel('a').subscribe();
      socket.lose();
      socket.congested = false;
      jest.advanceTimersByTime(1_000);
      socket.accept();
      expect(socket.call.sent).toEqual(['+a', 'b']);
    });

    it('are unsubscribed from by the last subscriber, while the connection is open', () => {
      const { feed, stop } = over({ channels: protocol });
      stop();
      const channel = feed.channel('a').subscribe();
      socket.accept();
      channel.unsubscribe();
      expect(socket.call.sent).toEqual(['+a', '-a']);
      expect(socket.isLive).toBe(false);
    });

    it('throw without a protocol or a name', () => {
      const { feed } = over();
      expect(() => feed.channel('a')).toThrow(new TypeError('channels must be given to use channel(), got undefined'));
      const other = watchConnection([events], { channels: protocol });
      expect(() => other.feed.channel('')).toThrow(TypeError);
      other.stop();
    });
  });

  it('ends when sending over a route fails', () => {
    const { end } = over();
    socket.failing.next(fatal);
    expect(end()).toBe(fatal);
  });

  it('logs no warning when it is closed and no message waits', () => {
    const warn = jest.fn();
    const { feed } = over({ logger: { warn } });
    socket.accept();
    feed.send('a');
    feed.close();
    expect(warn).not.toHaveBeenCalled();
  });

  it('measures the timeout of a request with its own clock', () => {
    const { feed } = over({ clock: fastClock(10) });
    const errors: unknown[] = [];
    feed.request('ping', { match: () => true }).subscribe({ error: (error: unknown) => errors.push(error) });
    jest.advanceTimersByTime(999);
    expect(errors).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(errors).toEqual([expect.objectContaining({ code: 'timeout' })]);
  });

  it('ends its channels with its own error or completion', () => {
    const { feed } = over({ channels: protocol });
    const ends: unknown[] = [];
    const watch = { error: (error: unknown) => ends.push(error), complete: () => ends.push('complete') };
    feed.channel('a').subscribe(watch);
    socket.lose(fatal);
    jest.advanceTimersByTime(0);
    events.lose(fatal);
    expect(ends).toEqual([fatal]);
    feed.channel('b').subscribe(watch);
    feed.close();
    expect(ends).toEqual([fatal, 'complete']);
  });

  it('passes the error of a failed request to the logger', () => {
    const warn = jest.fn();
    const cause = new Error('offline');
    const { feed } = over({ logger: { warn }, sendVia: () => new Observable((subscriber) => subscriber.error(cause)) });
    switchToEvents();
    feed.send('a');
    const [call] = warn.mock.calls as [string, { readonly error: PushError }][];
    const error = call?.[1].error;
    expect(error).toMatchObject({ code: 'network', message: 'offline' });
    expect(error?.cause).toBeUndefined();
  });
});
