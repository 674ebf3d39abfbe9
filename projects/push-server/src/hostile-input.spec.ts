import type { Socket } from 'node:net';
import { cleanUp, eventually, post, read, sendRaw, serve, statusOf, talk } from './testing.ts';

afterEach(cleanUp);

/** By its shape: Jest's own classes are not those of Node. */
function isSocket(value: unknown): value is Socket {
  return typeof value === 'object' && value !== null && 'setKeepAlive' in value;
}

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('deeply nested JSON', () => {
  it.each(['publish', 'echo'])('is answered with an error frame, and the connection lives: %s', async (type) => {
    const { server, at } = await serve();
    const { next, say, socket } = await talk(at('/feeds/news/websocket'));
    for (const levels of [101, 5_000, 200_000]) {
      socket.send(`{"type":"${type}","value":${nested(levels)}}`);
      expect(await next()).toEqual({ type: 'error', error: 'JSON: expected at most 100 levels' });
    }
    socket.send(`{"type":"echo","id":1,"value":${nested(99)}}`);
    expect(await next()).toMatchObject({ type: 'echo', id: 1 });
    say({ type: 'echo', value: '['.repeat(500) });
    expect(await next()).toMatchObject({ type: 'echo' });
    expect(server.hub.published).toBe(0);
  });

  it('is refused as a body', async () => {
    const { at } = await serve();
    const response = await post(at('/feeds/news'), nested(5_000));
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('at most 100 levels')]);
    expect((await post(at('/feeds/news'), nested(100))).status).toBe(201);
    expect((await post(at('/feeds/news'), JSON.stringify('\\"['.repeat(500)))).status).toBe(201);
  });
});

describe('what a fault or a rule writes into a header', () => {
  it.each([
    ['line ends', 'a\r\nset-cookie: b=c'],
    ['other letters', 'caf\u00e9'],
    ['a NUL', '\u0000'],
    ['2,001 characters', 'x'.repeat(2_001)],
  ])('is refused with %s', async (_, value) => {
    const { server, at } = await serve();
    const text = encodeURIComponent(value);
    for (const control of [
      `unavailable?retryAfter=${text}`,
      `status?code=302&location=${text}`,
      `cors?origins=${text}`,
      `cors?allowHeaders=${text}`,
      `cors?exposeHeaders=${text}`,
    ])
      expect([control, (await post(at(`/control/${control}`))).status]).toEqual([control, 400]);
    expect(() => server.faults.unavailable({ retryAfter: value })).toThrow(/^retryAfter: /);
    expect(() => server.faults.status({ code: 302, location: value })).toThrow(/^location: /);
    expect(server.faults.active).toEqual([]);
  });

  it('never ends the head of a refused handshake', async () => {
    const { at } = await serve();
    await post(at(`/control/unavailable?retryAfter=${encodeURIComponent('1\r\nset-cookie: a=b')}`));
    const { next, say } = await talk(at('/feeds/news/websocket'));
    say({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
  });
});

describe('a name', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('may be %s', async (name) => {
    const { at } = await serve();
    expect((await fetch(at(`/feeds/${name}/polling`))).status).toBe(204);
    expect((await post(at(`/feeds/${name}`), '{"__proto__":{"type":"publish"}}')).status).toBe(201);
    expect(await (await fetch(at(`/feeds/${name}/polling`))).text()).toContain('"__proto__"');
    expect((await post(at(`/control/${name}`))).status).toBe(404);
    const { next, say } = await talk(at('/feeds/news/websocket'));
    say({ type: 'subscribe', channel: name });
    expect(await next()).toMatchObject({ channel: name });
  });

  it('of a fault\u2019s feed has the characters of a feed', async () => {
    const { server, at } = await serve();
    for (const control of ['renumber', 'trim', 'refuse']) {
      expect((await post(at(`/control/${control}?feed=a%2Fb`))).status).toBe(400);
      expect((await post(at(`/control/${control}?feed=${'a'.repeat(101)}`))).status).toBe(400);
    }
    expect(server.stats().feeds).toBe(0);
  });
});

describe('a path or a query', () => {
  it.each([
    ['/%', 400],
    ['/feeds/%zz/polling', 400],
    ['/feeds/news/polling?cursor=%', 204],
    ['/feeds/news/polling?cursor=a&cursor=b&lastEventId[]=c', 204],
    ['/feeds/news/jsonp?callback=alert(1)', 400],
    ['/feeds/news/jsonp?callback=a&callback=b;alert(1)', 200],
    ['/feeds/news/long-polling?hold=99999999999', 400],
    ['/feeds/news/sse?limit=-1', 400],
    ['//evil.example/feeds/news/polling', 404],
    ['http://evil.example/feeds/news/polling', 204],
  ])('%s is answered with %d', async (path, status) => {
    const { at } = await serve();
    expect(await statusOf(at('/'), 'GET', path, ['host: localhost'])).toBe(status);
  });
});

describe('raw bytes', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two lengths', 'POST /inspect HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    ['a wrong chunk', 'POST /inspect HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['a tunnel', 'CONNECT localhost:80 HTTP/1.1\r\nhost: localhost\r\n\r\n'],
    [
      'a handshake without a key',
      'GET /feeds/a/websocket HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    ],
    ['another upgrade', 'GET /feeds/a/sse HTTP/1.1\r\nhost: localhost\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'],
  ])('with %s end that connection only', async (_, bytes) => {
    const { at } = await serve();
    expect(await sendRaw(at('/'), bytes)).toMatch(/^(?:HTTP\/1\.1 4\d\d .*|)$/s);
    expect((await fetch(at('/'))).status).toBe(200);
  });

  it('on an open WebSocket close it with 1002 or 1007', async () => {
    const { at } = await serve();
    for (const bytes of [
      [0xff, 0xff, 0xff, 0xff],
      [0x81, 0x05, 1, 2, 3, 4, 5],
      [0x81, 0x81, 0, 0, 0, 0, 0xff],
    ]) {
      const { socket, closed } = await talk(at('/feeds/news/websocket'));
      const raw: unknown = Reflect.get(socket, '_socket');
      if (!isSocket(raw)) throw new Error('no socket');
      raw.write(Buffer.from(bytes));
      expect([1002, 1007]).toContain((await closed).code);
    }
    expect((await fetch(at('/'))).status).toBe(200);
  });
});

describe('restart', () => {
  it('twice at once listens on the same port once', async () => {
    const { server, at } = await serve();
    await Promise.all([server.restart(), server.restart()]);
    expect((await fetch(at('/'))).status).toBe(200);
  });

  it('over HTTP takes a minute at most', async () => {
    const { at } = await serve();
    expect((await post(at('/control/restart?ms=60001'))).status).toBe(400);
  });
});

it('a follower sees messages of other clients while one is refused', async () => {
  const { server, at } = await serve();
  const stream = await read(at('/feeds/news/http-stream'));
  const { socket, next } = await talk(at('/feeds/news/websocket'));
  socket.send(`{"type":"publish","value":${nested(5_000)}}`);
  socket.send('{"type":"publish","value":"ok"}');
  await next();
  await stream.until(/"ok"/);
  await eventually(() => server.hub.published === 1);
});
