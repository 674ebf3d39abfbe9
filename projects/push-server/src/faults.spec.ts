import { Faults } from './faults.ts';
import { checkedLimits } from './limits.ts';
import { LiveConnections } from './live-connections.ts';
import { cleanUp, eventually, post, read, serve, talk, type Served } from './testing.ts';

afterEach(async () => {
  jest.useRealTimers();
  await cleanUp();
});

const FAULT_FREE = { live: expect.objectContaining({ total: 0 }), faults: [] };
const setFault = async ({ at }: Served, control: string) => (await post(at(`/control/${control}`))).json();
const statusOf = async ({ at }: Served, path: string) => (await fetch(at(path))).status;

describe('drop', () => {
  it('resets live connections, by transport and feed', async () => {
    const served = await serve();
    const { server, at } = served;
    server.hub.publish('news', 'a');
    const [stream, other, socket] = await Promise.all([
      read(at('/feeds/news/http-stream')),
      read(at('/feeds/sport/http-stream')),
      talk(at('/feeds/news/websocket')),
    ]);
    expect(await setFault(served, 'drop?transport=http-stream&feed=news')).toEqual({ control: 'drop', connections: 1 });
    await expect(stream.ended).rejects.toThrow();
    expect(server.stats().live).toMatchObject({ 'http-stream': 1, websocket: 1 });
    expect(server.faults.drop()).toBe(2);
    await expect(other.ended).rejects.toThrow();
    expect(await socket.closed).toEqual({ code: 1006, reason: '' });
    await eventually(() => server.stats().live['total'] === 0);
  });

  it('ends each live connection as its protocol defines', async () => {
    const served = await serve();
    const { server, at } = served;
    const [stream, sse, socket] = await Promise.all([
      read(at('/feeds/news/http-stream')),
      read(at('/feeds/news/sse')),
      talk(at('/feeds/news/websocket')),
    ]);
    const longPoll = fetch(at('/feeds/news/long-polling'));
    const jsonp = fetch(at('/feeds/news/jsonp?callback=cb&hold=60000'));
    await eventually(() => server.stats().live['total'] === 5);
    expect(await setFault(served, 'drop?graceful=1')).toEqual({ control: 'drop', connections: 5 });
    expect(await Promise.all([stream.ended, sse.ended])).toEqual(['', '']);
    expect(await socket.closed).toEqual({ code: 1001, reason: 'going away' });
    expect((await longPoll).status).toBe(204);
    expect(await (await jsonp).text()).toBe('/**/cb(null);\n');
    await eventually(() => server.stats().live['total'] === 0);
  });
});

describe('close', () => {
  it('closes WebSockets with the code, and no other connection', async () => {
    const served = await serve();
    const stream = await read(served.at('/feeds/news/http-stream'));
    const coded = await talk(served.at('/feeds/news/websocket'));
    expect(await setFault(served, 'close?code=4401&reason=expired')).toEqual({ control: 'close', connections: 1 });
    expect(await coded.closed).toEqual({ code: 4401, reason: 'expired' });
    const bare = await talk(served.at('/feeds/news/websocket'));
    await setFault(served, 'close');
    expect((await bare.closed).code).toBe(1005);
    served.server.hub.publish('news', 'alive');
    await stream.until(/alive/);
  });

  it.each(['code=1006', 'code=999', 'code=5000', `reason=${'x'.repeat(124)}`])('refuses %s', async (query) => {
    const { at } = await serve();
    expect((await post(at(`/control/close?${query}`))).status).toBe(400);
  });
});

describe('refuse', () => {
  it('resets requests for a feed and their preflights, but no other request', async () => {
    const served = await serve();
    const { at, server } = served;
    await setFault(served, 'refuse');
    await expect(fetch(at('/feeds/news/polling'))).rejects.toThrow('fetch failed');
    await expect(talk(at('/feeds/news/websocket'))).rejects.toThrow();
    const preflight = {
      method: 'OPTIONS',
      headers: { origin: 'http://a.example', 'access-control-request-method': 'GET' },
    };
    await expect(fetch(at('/feeds/news/polling'), preflight)).rejects.toThrow('fetch failed');
    expect(await statusOf(served, '/inspect')).toBe(200);
    expect((await post(at('/feeds/news'), '1')).status).toBe(201);
    expect(server.stats().requests).toMatchObject({ polling: 1, websocket: 1, total: 2 });
    await setFault(served, 'reset');
    expect(await statusOf(served, '/feeds/news/polling')).toBe(200);
  });

  it('ends by itself', async () => {
    const served = await serve();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    served.server.faults.refuse({ ms: 300 });
    jest.advanceTimersByTime(299);
    await expect(fetch(served.at('/feeds/news/polling'))).rejects.toThrow();
    jest.advanceTimersByTime(1);
    expect(served.server.faults.active).toEqual([]);
    jest.useRealTimers();
    expect(await statusOf(served, '/feeds/news/polling')).toBe(204);
  });
});

describe('delay', () => {
  it('delays every response until the delay is set to 0', async () => {
    const served = await serve();
    await setFault(served, 'delay?ms=60');
    for (const path of ['/feeds/news/polling', '/feeds/news/http-stream?limit=1&latest=0']) {
      const start = performance.now();
      (await read(served.at(path))).close();
      expect(performance.now() - start).toBeGreaterThan(55);
    }
    const start = performance.now();
    await talk(served.at('/feeds/news/websocket'));
    expect(performance.now() - start).toBeGreaterThan(55);
    await setFault(served, 'delay?ms=60000');
    await setFault(served, 'delay?ms=0');
    expect(await statusOf(served, '/feeds/news/polling')).toBe(204);
  });

  it('starts no stream for a client that disconnected meanwhile', async () => {
    const served = await serve();
    served.server.faults.delay({ ms: 60_000 });
    const hangUp = new AbortController();
    const answer = fetch(served.at('/feeds/news/http-stream'), { signal: hangUp.signal }).catch(() => 'hung up');
    await eventually(() => served.server.stats().live['http-stream'] === 1);
    hangUp.abort();
    expect(await answer).toBe('hung up');
    await eventually(() => served.server.stats().live['total'] === 0);
    await (await fetch(served.at('/inspect'))).text();
    expect(served.server.hub.feed('news').followers).toBe(0);
  });
});

describe('unavailable', () => {
  it('answers 503 with Retry-After', async () => {
    const served = await serve();
    await setFault(served, 'unavailable?ms=60000&retryAfter=7&transport=sse');
    const response = await fetch(served.at('/feeds/news/sse'));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await statusOf(served, '/feeds/news/polling')).toBe(204);
  });

  it('answers a handshake with the same status', async () => {
    const served = await serve();
    served.server.faults.unavailable();
    await expect(talk(served.at('/feeds/news/websocket'))).rejects.toThrow('503');
  });
});

describe('status', () => {
  it('answers with any status, also for one feed only', async () => {
    const served = await serve();
    await setFault(served, 'status?code=404&feed=news');
    await setFault(served, 'status?code=401&feed=news&transport=sse');
    expect(await statusOf(served, '/feeds/news/polling')).toBe(404);
    expect(await statusOf(served, '/feeds/news/sse')).toBe(401);
    expect(await statusOf(served, '/feeds/sport/polling')).toBe(204);
    await setFault(served, 'status?code=204');
    expect(await statusOf(served, '/feeds/news/sse')).toBe(204);
  });

  it('redirects', async () => {
    const served = await serve();
    served.server.faults.status({ code: 307, location: '/inspect', transport: 'sse' });
    const response = await fetch(served.at('/feeds/news/sse'), { headers: { authorization: 'x' } });
    expect(await response.json()).toMatchObject({ url: '/inspect', headers: { authorization: 'x' } });
  });

  it.each([199, 600, 1.5])('refuses %d', async (code) => {
    const { server } = await serve();
    expect(() => server.faults.status({ code })).toThrow(new TypeError(`code: expected 200 to 599, got ${code}`));
  });
});

describe('html', () => {
  it('answers with a page instead of the feed', async () => {
    const served = await serve();
    await setFault(served, 'html?ms=60000');
    const response = await fetch(served.at('/feeds/news/sse'));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await response.text()).toMatch(/^<!doctype html>/);
    await expect(talk(served.at('/feeds/news/websocket'))).rejects.toThrow('200');
  });
});

describe('garbage', () => {
  it('breaks the next message of each transport once', async () => {
    const served = await serve();
    const { server, at } = served;
    const stream = await read(at('/feeds/news/http-stream'));
    await setFault(served, 'garbage');
    const { json } = server.hub.publish('news', 'a');
    server.hub.publish('news', 'b');
    const [first, second] = (await stream.until(/"b"/)).split('\n');
    expect(first).toBe(json.slice(0, Math.ceil(json.length / 2)));
    expect(JSON.parse(second ?? '')).toMatchObject({ value: 'b' });
    const ask = async () => (await fetch(at('/feeds/news/polling'))).text();
    const broken = await ask();
    expect(() => JSON.parse(broken)).toThrow(SyntaxError);
    expect(JSON.parse(await ask())).toMatchObject({ value: 'b' });
  });

  it('breaks several messages of one transport only, and then ends', async () => {
    const served = await serve();
    const { server, at } = served;
    server.hub.publish('news', 'a');
    await setFault(served, 'garbage?transport=polling&count=2');
    const isJson = async (path: string) => {
      const text = await (await fetch(at(path))).text();
      return text.endsWith('}') || text.endsWith('}\n');
    };
    expect(await isJson('/feeds/news/long-polling')).toBe(true);
    expect(server.faults.active).toEqual(['garbage']);
    expect([await isJson('/feeds/news/polling'), await isJson('/feeds/news/polling')]).toEqual([false, false]);
    expect(await isJson('/feeds/news/polling')).toBe(true);
    expect(server.faults.active).toEqual([]);
  });
});

describe('reset', () => {
  it('ends all faults', async () => {
    const served = await serve();
    const { faults } = served.server;
    faults.refuse();
    faults.delay({ ms: 60_000 });
    faults.unavailable({ ms: 60_000 });
    faults.status({ code: 500 });
    faults.html();
    faults.silence({ ms: 60_000 });
    faults.buffer();
    faults.garbage();
    faults.ids({ share: 2 });
    faults.ignoreCursors();
    faults.replay();
    faults.rotate({ every: 60_000 });
    faults.cut({ count: 1 });
    expect(served.server.stats().faults).toEqual([
      'refuse',
      'delay',
      'unavailable',
      'status',
      'html',
      'silence',
      'buffer',
      'garbage',
      'ids',
      'ignoreCursors',
      'replay',
      'rotate',
      'cut',
    ]);
    expect(await setFault(served, 'reset')).toEqual({ control: 'reset' });
    expect(await statusOf(served, '/feeds/news/polling')).toBe(204);
    await eventually(() => served.server.stats().live['total'] === 0);
    expect(served.server.stats()).toMatchObject(FAULT_FREE);
  });

  it('ends the faults of one name', async () => {
    const served = await serve();
    const { faults } = served.server;
    faults.refuse();
    faults.replay();
    faults.refuse({ feed: 'news' });
    await setFault(served, 'reset?fault=html');
    expect(faults.active).toEqual(['refuse', 'replay']);
    await setFault(served, 'reset?fault=refuse');
    expect(faults.active).toEqual(['replay']);
    expect(await statusOf(served, '/feeds/news/polling')).toBe(204);
    const response = await post(served.at('/control/reset?fault=other'));
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('refuse, delay')]);
  });

  it('leaves no timer running', () => {
    jest.useFakeTimers();
    const faults = new Faults(new LiveConnections([], checkedLimits()), 1);
    faults.silence({ ms: 60_000 });
    expect(jest.getTimerCount()).toBe(1);
    faults.reset();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});

describe('a fault', () => {
  it.each([-1, NaN, 2 ** 31])('refuses %d ms', async (ms) => {
    const { server } = await serve();
    expect(() => server.faults.silence({ ms })).toThrow(TypeError);
    expect(() => server.faults.delay({ ms })).toThrow(TypeError);
    expect(server.faults.active).toEqual([]);
  });
});
