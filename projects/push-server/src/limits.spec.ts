import { connect, type Socket } from 'node:net';
import { cleanUp, eventually, post, read, sendRaw, serve, statusOf, talk, type Served } from './testing.ts';

afterEach(cleanUp);

describe('the limits', () => {
  it('of feeds refuse one more, on every way to make one; unused feeds make room', async () => {
    const { server, at } = await serve({ limits: { feeds: 3 } });
    for (let n = 0; n < 20; n += 1) expect((await fetch(at(`/feeds/unused${n}/polling`))).status).toBe(204);
    expect(server.stats().feeds).toBeLessThanOrEqual(3);
    const { next, say } = await talk(at('/feeds/a/websocket'));
    for (const feed of ['b', 'c']) await post(at(`/feeds/${feed}`), '1');
    const response = await post(at('/feeds/d'), '1');
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('limits.feeds')]);
    expect((await fetch(at('/feeds/d/sse'))).status).toBe(503);
    await expect(talk(at('/feeds/d/websocket'))).rejects.toThrow('503');
    say({ type: 'subscribe', channel: 'd' });
    expect(await next()).toMatchObject({ type: 'error', error: expect.stringContaining('limits.feeds') });
    expect((await fetch(at('/feeds/b/polling'))).status).toBe(200);
  });

  it('of bytes forget the oldest messages of a feed', async () => {
    const { server } = await serve({ limits: { feedBytes: 2_000 } });
    for (let n = 0; n < 10; n += 1) server.hub.publish('news', 'x'.repeat(500));
    expect(server.hub.feed('news').after(0)).toHaveLength(3);
    server.hub.publish('news', 'y'.repeat(5_000));
    expect(server.hub.feed('news').after(0)).toHaveLength(1);
    server.hub.trim();
    server.hub.publish('news', 'z'.repeat(500));
    server.hub.publish('news', 'z'.repeat(500));
    expect(server.hub.feed('news').after(0)).toHaveLength(2);
  });

  it('of connections refuse one more, in all and of one feed', async () => {
    const { server, at } = await serve({ limits: { connections: 3, connectionsPerFeed: 2 } });
    await Promise.all([read(at('/feeds/a/sse')), talk(at('/feeds/a/websocket'))]);
    expect((await fetch(at('/feeds/a/sse'))).status).toBe(503);
    await expect(talk(at('/feeds/a/websocket'))).rejects.toThrow('503');
    const third = await read(at('/feeds/b/sse'));
    const response = await fetch(at('/feeds/c/polling'));
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('limits.connections:')]);
    third.close();
    await eventually(() => server.stats().live['total'] === 2);
    expect((await fetch(at('/feeds/c/polling'))).status).toBe(204);
  });

  it('of sockets refuse one more, and take the next one when one is free', async () => {
    const { at } = await serve({ limits: { sockets: 2 } });
    const idle = [1, 2].map(() => connect(Number(new URL(at('/')).port), '127.0.0.1'));
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await sendRaw(at('/'), '')).toContain('limits.sockets');
    const closed = idle.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of idle) socket.destroy();
    await Promise.all(closed);
    let status: number | undefined;
    // The server hears of the closed sockets a little later.
    while (status !== 204) status = await statusOf(at('/'), 'GET', '/feeds/a/polling', ['host: localhost']);
    expect(status).toBe(204);
  });

  it('of bodies and heads answer 413, 431 and 1009', async () => {
    const { at } = await serve({ limits: { body: 1_000, head: 2_000 } });
    expect((await post(at('/feeds/news'), JSON.stringify('x'.repeat(1_000)))).status).toBe(413);
    expect((await fetch(at('/inspect'), { headers: { x: 'y'.repeat(2_000) } })).status).toBe(431);
    const { socket, closed } = await talk(at('/feeds/news/websocket'));
    socket.send('x'.repeat(1_001));
    expect((await closed).code).toBe(1009);
  });

  it('of time answer 408 to a head or a body that does not come', async () => {
    const { at } = await serve({ limits: { headWithin: 100, requestWithin: 100 } });
    expect(await sendRaw(at('/'), 'GET / HTTP/1.1\r\nhost: localhost\r\n')).toContain(' 408 ');
    expect(await sendRaw(at('/'), 'POST /inspect HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n1')).toContain(
      ' 408 ',
    );
  });

  it('of replies close a WebSocket that only asks and never reads', async () => {
    const { server, at } = await serve({ limits: { replies: 100_000 } });
    const { socket, closed } = await talk(at('/feeds/news/websocket'));
    socket.pause();
    server.faults.silence();
    for (let n = 0; n < 20; n += 1) socket.send(JSON.stringify({ type: 'echo', value: 'x'.repeat(10_000) }));
    await eventually(() => server.hub.feed('news').followers === 0);
    server.faults.reset();
    socket.resume();
    expect(await closed).toEqual({ code: 1013, reason: 'limits.replies: read faster' });
  });

  it('of channels answer with an error frame', async () => {
    const { at } = await serve({ limits: { channels: 1 } });
    const { next, say } = await talk(at('/feeds/news/websocket'));
    for (const channel of ['a', 'a', 'b']) say({ type: 'subscribe', channel });
    expect(await next()).toMatchObject({ error: 'limits.channels: a WebSocket has 1 at most' });
    say({ type: 'unsubscribe', channel: 'a' });
    say({ type: 'subscribe', channel: 'b' });
    say({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
  });

  it('of a batch are the server\u2019s, not the client\u2019s', async () => {
    const { server, at } = await serve();
    const { nextText } = await talk(at('/feeds/news/websocket?batch=2147483647&every=2147483647&latest=0'));
    await eventually(() => server.hub.feed('news').followers === 1);
    for (let n = 0; n < 3; n += 1) server.hub.publish('news', 'x'.repeat(500_000));
    expect((await nextText()).length).toBeGreaterThan(1_000_000);
  });

  it('of faults answer 429', async () => {
    const { server, at } = await serve({ limits: { faults: 2 } });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await post(at('/control/html?feed=other'))).status);
    expect(statuses).toEqual([200, 200, 429]);
    await post(at('/control/reset'));
    expect(server.faults.active).toEqual([]);
  });
});

describe('a client that does not read', () => {
  const big = 'x'.repeat(1_000_000);

  /** Requests more than the operating system takes for itself, and reads nothing. */
  async function stall({ server, at }: Served): Promise<Socket> {
    for (let n = 0; n < 16; n += 1) server.hub.publish('news', big);
    const socket = connect(Number(new URL(at('/')).port), '127.0.0.1').pause();
    socket.write('GET /feeds/news/polling?cursor=0 HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await eventually(() => server.stats().live['polling'] === 1);
    return socket;
  }

  it('makes the server refuse others as long as too much waits', async () => {
    const served = await serve({ limits: { waiting: 100_000, feedBytes: 20_000_000 } });
    const { server, at } = served;
    const socket = await stall(served);
    const response = await fetch(at('/feeds/other/polling'));
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('limits.waiting')]);
    socket.destroy();
    await eventually(() => server.stats().live['polling'] === 0);
    expect((await fetch(at('/feeds/other/polling'))).status).toBe(204);
  });

  it('is disconnected after a while', async () => {
    const served = await serve({ limits: { stalledAfter: 100, feedBytes: 20_000_000 } });
    const socket = await stall(served);
    await eventually(() => served.server.stats().live['polling'] === 0);
    socket.destroy();
  });

  it('is kept while a fault holds its data back', async () => {
    const { server, at } = await serve({ limits: { stalledAfter: 40 } });
    const stream = await read(at('/feeds/news/http-stream'));
    server.faults.silence();
    server.hub.publish('news', 'a');
    const began = performance.now();
    await eventually(() => performance.now() - began > 200);
    server.faults.reset();
    expect(await stream.until(/"a"/)).toContain('"a"');
  });
});
