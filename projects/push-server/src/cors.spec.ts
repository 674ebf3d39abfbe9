import type { CorsMode } from './cors.ts';
import { cleanUp, post, serve } from './testing.ts';

afterEach(cleanUp);

const ORIGIN = 'http://page.example';
const PREFLIGHT = {
  method: 'OPTIONS',
  headers: {
    origin: ORIGIN,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'last-event-id,x-token',
  },
};

async function corsOf(url: string, init: RequestInit = { headers: { origin: ORIGIN } }) {
  const { status, headers } = await fetch(url, init);
  const entries = [...headers].filter(([name]) => name.startsWith('access-control-'));
  return {
    status,
    ...Object.fromEntries(entries.map(([name, value]) => [name.slice('access-control-'.length), value])),
  };
}

describe('CORS', () => {
  it('lets every origin read by default', async () => {
    const { server, at } = await serve();
    server.hub.publish('news', 'a');
    const expected = { status: 200, 'allow-origin': '*', 'expose-headers': 'ETag, Retry-After, Last-Event-ID' };
    for (const route of ['polling', 'long-polling', 'http-stream?limit=1', 'sse?limit=1', 'jsonp?callback=cb']) {
      expect(await corsOf(at(`/feeds/news/${route}`))).toEqual(expected);
    }
    expect(await corsOf(at('/feeds/news/polling'), PREFLIGHT)).toEqual({
      ...expected,
      status: 204,
      'allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'allow-headers': 'last-event-id,x-token',
    });
  });

  it('sends no CORS headers when it is off, except for the controls', async () => {
    const { server, at } = await serve({ cors: 'off', origins: [ORIGIN] });
    server.hub.publish('news', 'a');
    expect(await corsOf(at('/feeds/news/polling'))).toEqual({ status: 200 });
    expect(await corsOf(at('/feeds/news/polling'), PREFLIGHT)).toEqual({ status: 404 });
    expect(await corsOf(at('/control/stats'))).toMatchObject({ status: 200, 'allow-origin': '*' });
    expect(await corsOf(at('/control/reset'), PREFLIGHT)).toMatchObject({ status: 204, 'allow-origin': '*' });
  });

  it.each<[CorsMode, Record<string, unknown>]>([
    [
      { origins: [ORIGIN, 'http://b.example'], credentials: true },
      { 'allow-origin': ORIGIN, 'allow-credentials': 'true' },
    ],
    [{ origins: ['http://a.example', 'http://b.example'] }, { 'allow-origin': undefined }],
    [{ origins: 'http://wrong.example' }, { 'allow-origin': 'http://wrong.example' }],
    [
      { origins: '*', allowHeaders: ['X-Token'], exposeHeaders: ['ETag'] },
      { 'allow-headers': 'X-Token', 'expose-headers': 'ETag' },
    ],
    [
      { origins: '*', maxAge: 60 },
      { 'max-age': '60', 'allow-credentials': undefined },
    ],
  ])('follows the rules %j', async (cors, expected) => {
    const { at } = await serve({ cors });
    const answered = await corsOf(at('/feeds/news/polling'), PREFLIGHT);
    expect({ ...Object.fromEntries(Object.keys(expected).map((key) => [key, undefined])), ...answered }).toMatchObject(
      expected,
    );
  });

  it('can be switched at any time', async () => {
    const { server, at } = await serve({ origins: [ORIGIN] });
    await post(at('/control/cors?mode=off'));
    expect(await corsOf(at('/inspect'))).toEqual({ status: 200 });
    await post(at(`/control/cors?mode=on&origins=${ORIGIN},http://b.example&credentials=1&allowHeaders=a,b&maxAge=5`));
    expect(server.cors).toMatchObject({ origins: [ORIGIN, 'http://b.example'], credentials: true, maxAge: 5 });
    expect(await corsOf(at('/inspect'), PREFLIGHT)).toMatchObject({ 'allow-origin': ORIGIN, 'allow-headers': 'a, b' });
    await post(at('/control/cors?mode=on'));
    expect(await corsOf(at('/inspect'))).toMatchObject({ 'allow-origin': '*' });
    expect((await post(at('/control/cors?mode=maybe'))).status).toBe(400);
  });

  it('counts preflights separately from requests, and those of the controls not at all', async () => {
    const { server, at } = await serve();
    await fetch(at('/feeds/news/polling'), PREFLIGHT);
    await fetch(at('/inspect'), PREFLIGHT);
    await fetch(at('/control/reset'), PREFLIGHT);
    await fetch(at('/feeds/news/polling'));
    expect(server.stats()).toMatchObject({ preflights: 2, requests: { polling: 1, total: 1 } });
  });
});
