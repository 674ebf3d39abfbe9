import { createPushServer } from './server.ts';
import { cleanUp, post, sendRaw, serve, statusOf, talk } from './testing.ts';

afterEach(cleanUp);

const EVIL = 'http://evil.example';
const HANDSHAKE = [
  'upgrade: websocket',
  'connection: upgrade',
  'sec-websocket-version: 13',
  'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
];

describe('the Host of a request', () => {
  const PATHS = ['/', '/feeds/news/polling', '/feeds/news/sse', '/control/stats', '/inspect', '/nowhere', '/%zz'];

  it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil.example', '', 'a@localhost'])(
    'refuses %j for every path with 421, also for a WebSocket',
    async (host) => {
      const { server, at } = await serve();
      for (const path of PATHS)
        expect([path, await statusOf(at('/'), 'GET', path, [`host: ${host}`])]).toEqual([path, 421]);
      expect(await statusOf(at('/'), 'POST', '/feeds/news', [`host: ${host}`, 'content-length: 0'])).toBe(421);
      expect(await statusOf(at('/'), 'GET', '/feeds/news/websocket', [`host: ${host}`, ...HANDSHAKE])).toBe(421);
      expect(server.stats().requests['total']).toBe(0);
    },
  );

  it.each(['localhost', 'LOCALHOST:4200', 'app.localhost', '127.0.0.1:1', '127.9.9.9', '[::1]:80', '192.168.1.7'])(
    'accepts %s',
    async (host) => {
      const { at } = await serve();
      expect(await statusOf(at('/'), 'GET', '/feeds/news/polling', [`host: ${host}`])).toBe(204);
    },
  );

  it('accepts the names of the option hosts, and says what to do about others', async () => {
    const { at } = await serve({ hosts: ['push.example'] });
    expect(await statusOf(at('/'), 'GET', '/feeds/news/polling', ['host: push.example:8080'])).toBe(204);
    const text = await sendRaw(at('/'), 'GET / HTTP/1.1\r\nhost: other.example\r\n\r\n');
    expect(text).toContain('Host: "other.example" is not a name of this server; expected localhost');
  });
});

describe('the Origin of a request', () => {
  const forms = (origin: string) => [`origin: ${origin}`, 'host: localhost', 'content-length: 0'];

  it.each([
    EVIL,
    'null',
    'https://localhost.evil.example',
    'http://localhost@evil.example',
    'file://',
    `${EVIL}, http://localhost`,
  ])('refuses %s to publish, to set faults, to inspect and to open sockets', async (origin) => {
    const { server, at } = await serve();
    for (const path of [
      '/control/refuse',
      '/%63ontrol/refuse',
      '/inspect',
      '/inspec%74',
      '/feeds/news',
      '/control/restart',
    ])
      expect([path, await statusOf(at('/'), 'POST', path, forms(origin))]).toEqual([path, 403]);
    expect(await statusOf(at('/'), 'GET', '/control/stats', forms(origin))).toBe(403);
    await expect(talk(at('/feeds/news/websocket'), { origin })).rejects.toThrow('403');
    expect([server.faults.active, server.hub.published]).toEqual([[], 0]);
  });

  it('lets every origin read feeds, as CORS allows', async () => {
    const { server, at } = await serve();
    server.hub.publish('news', 'a');
    for (const route of ['polling', 'sse?limit=1', 'http-stream?limit=1', 'jsonp?callback=f'])
      expect((await fetch(at(`/feeds/news/${route}`), { headers: { origin: EVIL } })).status).toBe(200);
  });

  it('accepts pages of this computer, whatever their port, and requests without an Origin', async () => {
    const { at } = await serve();
    for (const origin of ['http://localhost:4200', 'http://127.0.0.1:1', 'https://app.localhost', 'http://[::1]:8080'])
      expect((await post(at('/control/reset'), '', { origin })).status).toBe(200);
    expect((await post(at('/control/reset'))).status).toBe(200);
    const { next, say } = await talk(at('/feeds/news/websocket'), { origin: 'http://localhost:4200' });
    say({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
  });

  it('accepts the page of the same host, and what the option origins names', async () => {
    const { at } = await serve({ hosts: ['push.example'], origins: ['https://app.example'] });
    const status = (origin: string) =>
      statusOf(at('/'), 'POST', '/control/reset', [`origin: ${origin}`, 'host: push.example:80', 'content-length: 0']);
    expect(await status('http://push.example:80')).toBe(200);
    expect(await status('https://app.example')).toBe(200);
    expect(await status('http://app.example')).toBe(403);
    const all = await serve({ origins: '*' });
    expect((await post(all.at('/control/reset'), '', { origin: 'null' })).status).toBe(200);
  });

  it('is not allowed to read the controls by CORS', async () => {
    const { at } = await serve({ cors: 'off' });
    const { headers } = await fetch(at('/control/stats'), { headers: { origin: EVIL } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a wrong option', () => {
  it.each([
    [
      { hosts: ['http://a.example'] },
      'hosts: expected names such as "push.example", without a port, got "http://a.example"',
    ],
    [{ hosts: ['a.example:80'] }, 'hosts: expected names such as "push.example", without a port, got "a.example:80"'],
    [{ origins: ['app.example'] }, 'origins: expected origins such as "https://app.example", got "app.example"'],
    [
      { origins: ['https://app.example/'] },
      'origins: expected origins such as "https://app.example", got "https://app.example/"',
    ],
    [{ limits: { feeds: 0 } }, 'limits.feeds: expected a whole number from 1 to 2147483647, got 0'],
    [{ limits: { body: 1.5 } }, 'limits.body: expected a whole number from 1 to 2147483647, got 1.5'],
    [
      { cors: { origins: 'a\r\nb' } },
      'cors.origins: expected up to 2000 characters of ASCII without control characters, got "a\\r\\nb"',
    ],
    [{ cors: { origins: '*', maxAge: -1 } }, 'cors.maxAge: expected seconds from 0, got -1'],
  ])('%j is a TypeError with its name and value', (options, message) => {
    expect(() => createPushServer(options)).toThrow(new TypeError(message));
  });

  it('names a limit that nobody knows', () => {
    const limits: Record<string, number> = { feed: 1 };
    expect(() => createPushServer({ limits })).toThrow(/^limits: expected sockets, .*, got "feed"$/);
  });
});
