import { viaSse } from '../transports/sse/via-sse';
import type { ConnectionOptions } from './connection-options';
import type { Route } from '../route/route';
import { connection } from './connection';

describe('connection', () => {
  const routes = [viaSse<string>('https://example.test/feed')];

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each<[unknown, string]>([
    [undefined, 'routes must be a non-empty array of routes, got undefined'],
    [[], 'routes must be a non-empty array of routes, got []'],
    [[...routes, 'sse'], 'routes[1] must be a route from a via… function, got "sse"'],
    [[null], 'routes[0] must be a route from a via… function, got null'],
  ])('refuses the routes %p', (wrong, message) => {
    expect(() => connection(wrong as Route<string>[])).toThrow(new TypeError(message));
  });

  it.each<[Record<string, unknown>, string]>([
    [{ remember: '' }, 'remember'],
    [{ probeAfter: -1 }, 'probeAfter'],
    [{ deliverWithin: NaN }, 'deliverWithin'],
    [{ linger: Infinity }, 'linger'],
    [{ sendVia: 'POST' }, 'sendVia'],
    [{ queue: { max: -1 } }, 'queue.max'],
    [{ channels: {} }, 'channels'],
    [{ channels: { nameOf: () => 'a', subscribe: () => 'a' } }, 'channels'],
    [{ replay: 'all' }, 'replay'],
    [{ stableAfter: -1 }, 'stableAfter'],
    [{ fetch: 'fetch' }, 'fetch'],
    [{ query: { a: null } }, 'query.a'],
    [{ credentials: 'all' }, 'credentials'],
    [{ WebSocket: {} }, 'WebSocket'],
  ])('refuses %j by name', (options, name) => {
    const refused = expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(name) }) as Error;
    expect(() => connection(routes, options as ConnectionOptions<string>)).toThrow(refused);
  });

  it('makes no request and reads no storage before one of its feeds is subscribed to', async () => {
    jest.useFakeTimers();
    const fetched = jest.fn(() => new Promise<Response>(() => undefined));
    const storage = jest.spyOn(globalThis, 'localStorage', 'get');
    const feed = connection([viaSse<string>('https://example.test/feed', { fetch: fetched })], { remember: 'feed' });
    const status = feed.status$.subscribe();
    await jest.advanceTimersByTimeAsync(60_000);
    expect([fetched.mock.calls, storage.mock.calls]).toEqual([[], []]);
    const subscription = feed.data$.subscribe();
    await jest.advanceTimersByTimeAsync(0);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(storage).toHaveBeenCalled();
    subscription.unsubscribe();
    status.unsubscribe();
  });
});
