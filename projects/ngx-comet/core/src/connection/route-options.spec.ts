import type { ConnectionOptions } from './connection-options';
import { text } from '../decode/text';
import type { PushOptions } from '../session/push-options';
import type { Route } from '../route/route';
import { viaHttpStream } from '../transports/http-stream/via-http-stream';
import { viaJsonpPolling } from '../transports/jsonp/via-jsonp-polling';
import { viaLongPolling } from '../transports/polling/via-long-polling';
import { viaSse } from '../transports/sse/via-sse';
import { viaWebSocket } from '../transports/websocket/via-websocket';
import { connection } from './connection';
import { FakeRoute } from './spec-support/fake-route';
import { watchConnection } from './spec-support/watch-connection';

const ADDRESS = 'https://feed.test/a';

interface Requested {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: RequestCredentials | undefined;
}

/** A fetch that gets no response, and its requests. */
function silentFetch(): { readonly fetch: typeof fetch; readonly requested: Requested[] } {
  const requested: Requested[] = [];
  return {
    requested,
    fetch: (url, init) => {
      requested.push({
        url: url as string,
        headers: Object.fromEntries(new Headers(init?.headers)),
        credentials: init?.credentials,
      });
      return new Promise(() => undefined);
    },
  };
}

/** Subscribes until something was requested. */
async function requestOver(
  requested: readonly unknown[],
  route: Route<string>,
  options: ConnectionOptions<string, string>,
): Promise<void> {
  const before = requested.length;
  const subscription = connection<string, string>([route], options).data$.subscribe();
  // The address may be a promise, so this takes some microtasks.
  for (let turn = 0; turn < 20 && requested.length === before; turn++) await Promise.resolve();
  subscription.unsubscribe();
}

describe('the options of a route', () => {
  it.each<[string, (own?: object) => Route<string>]>([
    ['viaSse', (own) => viaSse(ADDRESS, own)],
    ['viaHttpStream', (own) => viaHttpStream(ADDRESS, own)],
    ['viaLongPolling', (own) => viaLongPolling(ADDRESS, own)],
  ])('are those of the connection where %s has none of its own', async (_, via) => {
    const ofAll = silentFetch();
    const shared = {
      fetch: ofAll.fetch,
      headers: { 'x-who': 'all' },
      query: { of: 'all' },
      credentials: 'include',
    } as const;
    await requestOver(ofAll.requested, via(), shared);
    expect(ofAll.requested).toHaveLength(1);
    expect(ofAll.requested[0]).toMatchObject({
      url: `${ADDRESS}?of=all`,
      headers: { 'x-who': 'all' },
      credentials: 'include',
    });

    const own = silentFetch();
    await requestOver(own.requested, via({ fetch: own.fetch, headers: undefined, query: { of: 'one' } }), shared);
    expect(ofAll.requested).toHaveLength(1);
    expect(own.requested[0]).toMatchObject({
      url: `${ADDRESS}?of=one`,
      headers: { 'x-who': 'all' },
      credentials: 'include',
    });
  });

  it('choose the constructor of the WebSocket', async () => {
    const made: string[] = [];
    const maker = (name: string) =>
      class {
        constructor(url: string | URL) {
          made.push(`${name} ${String(url)}`);
        }
        close(): void {
          made.push(`${name} closed`);
        }
      } as unknown as NonNullable<ConnectionOptions<string>['WebSocket']>;
    await requestOver(made, viaWebSocket('wss://feed.test/a'), { WebSocket: maker('all') });
    await requestOver(made, viaWebSocket('wss://feed.test/a', { WebSocket: maker('one') }), {
      WebSocket: maker('all'),
    });
    expect(made.filter((what) => !what.endsWith('closed'))).toEqual(['all wss://feed.test/a', 'one wss://feed.test/a']);
  });

  it('leave out what an EventSource does not support', async () => {
    const made: unknown[] = [];
    class FakeEventSource {
      constructor(...how: unknown[]) {
        made.push(how);
      }
      addEventListener(): void {}
      close(): void {}
    }
    Object.assign(globalThis, { EventSource: FakeEventSource });
    try {
      const shared = { headers: { 'x-who': 'all' }, query: { of: 'all' }, credentials: 'omit' } as const;
      await requestOver(made, viaSse(ADDRESS, { via: 'event-source' }), shared);
    } finally {
      Reflect.deleteProperty(globalThis, 'EventSource');
    }
    expect(made).toEqual([[`${ADDRESS}?of=all`, { withCredentials: false }]]);
  });

  describe('that all streams share', () => {
    beforeEach(() => {
      jest.useFakeTimers();
    });

    afterEach(() => {
      expect(jest.getTimerCount()).toBe(0);
      jest.useRealTimers();
    });

    const withOwn = (route: FakeRoute, own: PushOptions<string>): FakeRoute => Object.assign(route, { own });

    it('decode only the messages of this route', () => {
      const socket = withOwn(new FakeRoute('websocket'), { decode: (raw) => `socket ${String(raw)}` });
      const events = new FakeRoute('sse');
      const { data, stop } = watchConnection([socket, events], { decode: text() });
      socket.accept();
      socket.message('1');
      socket.lose();
      socket.lose();
      jest.advanceTimersByTime(1_000);
      socket.lose();
      jest.advanceTimersByTime(1_000);
      socket.lose();
      jest.advanceTimersByTime(0);
      events.accept();
      events.message('2');
      stop();
      expect(data()).toEqual(['socket 1', '2']);
    });

    it('limit how long this route may take to open', () => {
      const socket = withOwn(new FakeRoute('websocket'), { connectTimeout: 100 });
      const events = new FakeRoute('sse');
      const { stop } = watchConnection([socket, events]);
      jest.advanceTimersByTime(99);
      expect(socket.isLive).toBe(true);
      jest.advanceTimersByTime(1);
      expect(socket.isLive).toBe(false);
      jest.advanceTimersByTime(1);
      expect(events.isLive).toBe(true);
      stop();
    });

    it('limit how long a poll of this route may be held', () => {
      const polls = withOwn(new FakeRoute('polling', { opensWithAnswer: true }), { connectTimeout: 100 });
      const { story, stop } = watchConnection([polls]);
      jest.advanceTimersByTime(100);
      expect(polls.isLive).toBe(false);
      expect(story()).toEqual(['polling?', 'polling connect-timeout, 1000']);
      stop();
    });

    it('cause a warning where only the connection can have them', () => {
      const warn = jest.fn();
      const store = { get: () => undefined, set: () => undefined };
      connection<string>(
        [
          viaSse(ADDRESS),
          viaSse(ADDRESS, { retry: false, idleTimeout: 1, connectTimeout: 1, resume: { query: 'after', store } }),
        ],
        { logger: { warn } },
      );
      expect(warn.mock.calls).toEqual([
        ['ngx-comet: routes[1]: retry, idleTimeout, resume.store must be options of the connection'],
      ]);
    });

    it.each<[string, (own: object) => unknown]>([
      ['viaWebSocket', (own) => viaWebSocket(ADDRESS, own)],
      ['viaSse', (own) => viaSse(ADDRESS, own)],
      ['viaHttpStream', (own) => viaHttpStream(ADDRESS, own)],
      ['viaLongPolling', (own) => viaLongPolling(ADDRESS, own)],
      ['viaJsonpPolling', (own) => viaJsonpPolling(ADDRESS, own)],
    ])('are checked by %s', (_, via) => {
      expect(() => via({ connectTimeout: -1 })).toThrow(
        new TypeError('connectTimeout must be a number of milliseconds from 0 to 2147483647, got -1'),
      );
      expect(() => via({ decode: 5 })).toThrow(new TypeError('decode must be a function, got 5'));
    });
  });
});
