import { viaSse } from '../via-sse';
import type { ConnectionOptions } from '../connection-options';
import type { Route } from '../session/route';
import { connection } from './connection';

describe('connection', () => {
  const routes = [viaSse<string>('https://example.test/feed')];

  it.each<[unknown, string]>([
    [undefined, 'routes must be a non-empty array of routes, got undefined'],
    [[], 'routes must be a non-empty array of routes, got an array'],
    [[...routes, 'sse'], 'routes[1] must be a route, as the via… functions make it, got "sse"'],
    [[null], 'routes[0] must be a route, as the via… functions make it, got null'],
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

  it('touches nothing before it is subscribed to', () => {
    const fetched = jest.fn();
    connection([viaSse<string>('https://example.test/feed', { fetch: fetched })], { remember: 'feed' });
    expect(fetched).not.toHaveBeenCalled();
  });
});
