import { cleanUp, eventually, post, read, serve, talk, valuesOf, type Served } from './testing.ts';

afterEach(cleanUp);

const setFault = async ({ at }: Served, control: string) => (await post(at(`/control/${control}`))).json();
const statusOf = async ({ at }: Served, path: string) => (await fetch(at(path))).status;

/** A round trip that no fault affects: everything written before it would have arrived. */
const settle = async ({ at }: Served): Promise<void> => {
  await (await fetch(at('/inspect'))).text();
};

describe('silence', () => {
  it('keeps connections open and sends nothing, and sends all of it afterwards', async () => {
    const served = await serve();
    const { server, at } = served;
    server.hub.publish('news', 'a');
    const [stream, socket] = await Promise.all([
      read(at('/feeds/news/http-stream?heartbeat=5')),
      talk(at('/feeds/news/websocket')),
    ]);
    await socket.next();
    await stream.until(/\n\n/);
    await setFault(served, 'silence');
    await settle(served);
    const received = stream.text();
    server.hub.publish('news', 'b');
    socket.say({ type: 'ping' });
    const poll = fetch(at('/feeds/news/polling'));
    await eventually(() => server.stats().live['polling'] === 1);
    await settle(served);
    expect(stream.text()).toBe(received);
    expect(socket.waiting()).toBe(0);
    expect(server.stats()).toMatchObject({ live: { 'http-stream': 1, websocket: 1, polling: 1 }, faults: ['silence'] });
    await setFault(served, 'reset');
    expect(valuesOf(await stream.until(/"b"/))).toEqual(['a', 'b']);
    expect([await socket.next(), await socket.next()]).toMatchObject([{ value: 'b' }, { type: 'pong' }]);
    expect(await (await poll).json()).toMatchObject({ value: 'b' });
  });

  it('answers neither a handshake nor a close, and forgets a client that disconnects', async () => {
    const served = await serve();
    const { server, at } = served;
    const socket = await talk(at('/feeds/news/websocket'));
    server.faults.silence();
    socket.socket.close(1000);
    await expect(talk(at('/feeds/news/websocket'), { handshakeTimeout: 30 })).rejects.toThrow('timed out');
    expect(socket.socket.readyState).toBe(socket.socket.CLOSING);
    socket.socket.terminate();
    await eventually(() => server.stats().live['total'] === 0);
    expect(server.faults.active).toEqual(['silence']);
  });

  it('ends by itself', async () => {
    const served = await serve();
    const start = performance.now();
    served.server.faults.silence({ ms: 30 });
    expect(await statusOf(served, '/feeds/news/polling')).toBe(204);
    expect(performance.now() - start).toBeGreaterThan(20);
  });

  it('skips messages that left the buffer instead of queueing them', async () => {
    const served = await serve({ buffer: 3 });
    const { server, at } = served;
    const stream = await read(at('/feeds/news/http-stream'));
    server.faults.silence();
    const filler = 'x'.repeat(200_000);
    for (let n = 1; n <= 20; n += 1) server.hub.publish('news', { n, filler });
    server.faults.reset();
    const seen = (valuesOf(await stream.until(/"n":20[^]*\n$/)) as { n: number }[]).map(({ n }) => n);
    expect(seen).toEqual([1, 18, 19, 20]);
  });
});

describe('buffer', () => {
  it('holds back the bodies of old and new streams, and nothing else', async () => {
    const served = await serve();
    const { server, at } = served;
    const old = await read(at('/feeds/news/sse'));
    await setFault(served, 'buffer');
    const fresh = await read(at('/feeds/news/http-stream'));
    const socket = await talk(at('/feeds/news/websocket'));
    server.hub.publish('news', 'a');
    expect(await socket.next()).toMatchObject({ value: 'a' });
    expect(await statusOf(served, '/feeds/news/polling')).toBe(200);
    expect(old.text() + fresh.text()).toBe('');
    await setFault(served, 'reset');
    await Promise.all([old.until(/"a"/), fresh.until(/"a"/)]);
  });

  it('sends the body when the response ends', async () => {
    const served = await serve();
    served.server.faults.buffer();
    served.server.hub.publish('news', 'a');
    const stream = await read(served.at('/feeds/news/http-stream?limit=2'));
    await settle(served);
    expect(stream.text()).toBe('');
    served.server.hub.publish('news', 'b');
    expect(valuesOf(await stream.ended)).toEqual(['a', 'b']);
  });
});
