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

interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: RequestCredentials | undefined;
}

/** A fetch that is never answered, and what it was asked for. */
function silentFetch(): { readonly fetch: typeof fetch; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    fetch: (url, init) => {
      asked.push({
        url: url as string,
        headers: Object.fromEntries(new Headers(init?.headers)),
        credentials: init?.credentials,
      });
      return new Promise(() => undefined);
    },
  };
}

/** Subscribes until something was asked for. */
async function askedOver(
  asked: readonly unknown[],
  route: Route<string>,
  options: ConnectionOptions<string, string>,
): Promise<void> {
  const before = asked.length;
  const subscription = connection<string, string>([route], options).data$.subscribe();
  // The address may be a promise, so it takes some turns.
  for (let turn = 0; turn < 20 && asked.length === before; turn++) await Promise.resolve();
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
    await askedOver(ofAll.asked, via(), shared);
    expect(ofAll.asked).toHaveLength(1);
    expect(ofAll.asked[0]).toMatchObject({
      url: `${ADDRESS}?of=all`,
      headers: { 'x-who': 'all' },
      credentials: 'include',
    });

    const own = silentFetch();
    await askedOver(own.asked, via({ fetch: own.fetch, headers: undefined, query: { of: 'one' } }), shared);
    expect(ofAll.asked).toHaveLength(1);
    expect(own.asked[0]).toMatchObject({
      url: `${ADDRESS}?of=one`,
      headers: { 'x-who': 'all' },
      credentials: 'include',
    });
  });

  it('tell which sockets a WebSocket is made of', async () => {
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
    await askedOver(made, viaWebSocket('wss://feed.test/a'), { WebSocket: maker('all') });
    await askedOver(made, viaWebSocket('wss://feed.test/a', { WebSocket: maker('one') }), { WebSocket: maker('all') });
    expect(made.filter((what) => !what.endsWith('closed'))).toEqual(['all wss://feed.test/a', 'one wss://feed.test/a']);
  });

  it('leave out what an EventSource does not take', async () => {
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
      await askedOver(made, viaSse(ADDRESS, { via: 'event-source' }), shared);
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

    it('decode what comes by this route alone', () => {
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

    it('are warned of where only the connection can have them', () => {
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
        ['ngx-comet: routes[1] was given retry, idleTimeout, resume.store, which the connection has to be given'],
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
