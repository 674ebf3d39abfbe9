import { cleanUp, eventually, post, read, serve, talk, valuesOf, type Served } from './testing.ts';

afterEach(async () => {
  jest.useRealTimers();
  await cleanUp();
});

const setFault = async ({ at }: Served, control: string) => (await post(at(`/control/${control}`))).status;
const fakeTimers = () => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
const publish = ({ server }: Served, ...values: readonly unknown[]) =>
  values.forEach((value) => server.hub.publish('news', value));

describe('rotate', () => {
  it('ends streams and WebSockets in order after a number of messages', async () => {
    const served = await serve();
    expect(await setFault(served, 'rotate?count=3&feed=news')).toBe(200);
    const [stream, sse, socket, other] = await Promise.all([
      read(served.at('/feeds/news/http-stream')),
      read(served.at('/feeds/news/sse')),
      talk(served.at('/feeds/news/websocket')),
      read(served.at('/feeds/sport/http-stream')),
    ]);
    publish(served, 'a', 'b', 'c', 'd');
    expect(valuesOf(await stream.ended)).toEqual(['a', 'b', 'c']);
    expect((await sse.ended).match(/^data: /gm)).toHaveLength(3);
    expect(await socket.closed).toEqual({ code: 1001, reason: 'going away' });
    expect([await socket.next(), await socket.next(), await socket.next()]).toMatchObject([
      { value: 'a' },
      { value: 'b' },
      { value: 'c' },
    ]);
    expect(socket.waiting()).toBe(0);
    await eventually(() => served.server.stats().live['total'] === 1);
    other.close();
  });

  it('delivers a whole feed in pieces', async () => {
    const served = await serve();
    publish(served, ...Array.from({ length: 50 }, (_, n) => n + 1));
    served.server.faults.rotate({ count: 20 });
    const seen: unknown[] = [];
    while (seen.length < 50) {
      const path = `/feeds/news/http-stream?cursor=${seen.length}${seen.length === 40 ? '&limit=10' : ''}`;
      const values = valuesOf(await (await fetch(served.at(path))).text());
      expect(values).toHaveLength(seen.length === 40 ? 10 : 20);
      seen.push(...values);
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  it('ends streams after a time, also those that are already open', async () => {
    const served = await serve();
    fakeTimers();
    const before = await read(served.at('/feeds/news/http-stream'));
    jest.advanceTimersByTime(600);
    served.server.faults.rotate({ every: 1000 });
    const after = await read(served.at('/feeds/news/sse'));
    jest.advanceTimersByTime(399);
    expect(served.server.stats().live['total']).toBe(2);
    jest.advanceTimersByTime(1);
    expect(await before.ended).toBe('');
    jest.advanceTimersByTime(600);
    expect(await after.ended).toBe('');
  });

  it('leaves no timer behind', async () => {
    const served = await serve();
    fakeTimers();
    const stream = await read(served.at('/feeds/news/http-stream'));
    const idle = jest.getTimerCount();
    served.server.faults.rotate({ every: 60_000 });
    expect(jest.getTimerCount()).toBe(idle + 1);
    served.server.faults.reset();
    expect(jest.getTimerCount()).toBe(idle);
    served.server.faults.rotate({ every: 60_000 });
    stream.close();
    await eventually(() => served.server.stats().live['total'] === 0);
    expect(jest.getTimerCount()).toBe(idle);
  });
});

describe('cut', () => {
  it('breaks streams and WebSockets off after a number of messages, all of which arrive', async () => {
    const served = await serve();
    await setFault(served, 'cut?count=2&feed=news');
    const [stream, sse, socket] = await Promise.all([
      read(served.at('/feeds/news/http-stream')),
      read(served.at('/feeds/news/sse')),
      talk(served.at('/feeds/news/websocket')),
    ]);
    publish(served, 'a', 'b', 'c');
    await expect(stream.ended).rejects.toThrow();
    expect(valuesOf(stream.text())).toEqual(['a', 'b']);
    await expect(sse.ended).rejects.toThrow();
    expect(sse.text().match(/^data: /gm)).toHaveLength(2);
    expect((await socket.closed).code).toBe(1006);
    expect([await socket.next(), await socket.next()]).toMatchObject([{ value: 'a' }, { value: 'b' }]);
    expect(socket.waiting()).toBe(0);
    await eventually(() => served.server.stats().live['total'] === 0);
    expect(served.server.hub.feed('news').followers).toBe(0);
  });

  it('breaks off after a time', async () => {
    const served = await serve();
    served.server.faults.cut({ every: 5, transport: 'sse' });
    const stream = await read(served.at('/feeds/news/sse'));
    await expect(stream.ended).rejects.toThrow();
  });

  it('counts the messages of channels', async () => {
    const served = await serve();
    publish(served, 'a', 'b', 'c');
    served.server.faults.cut({ count: 2 });
    const socket = await talk(served.at('/feeds/sport/websocket'));
    socket.say({ type: 'subscribe', channel: 'news', cursor: '0' });
    expect((await socket.closed).code).toBe(1006);
    expect(socket.waiting()).toBe(2);
  });
});

describe.each(['rotate', 'cut'] as const)('%s', (fault) => {
  it.each([
    ['', `${fault}: expected every or count`],
    ['?every=0', 'every: expected a whole number from 1 to 2147483647, got 0'],
    ['?count=0', 'count: expected a whole number from 1 to 2147483647, got 0'],
  ])('refuses "%s"', async (query, message) => {
    const served = await serve();
    const response = await post(served.at(`/control/${fault}${query}`));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });

  it('sends an incomplete batch before it closes a WebSocket', async () => {
    const served = await serve();
    served.server.faults[fault]({ count: 3 });
    const socket = await talk(served.at('/feeds/news/websocket?batch=2&every=60000'));
    publish(served, 'a', 'b', 'c');
    expect(valuesOf(await socket.nextText())).toEqual(['a', 'b']);
    expect((await socket.closed).code).toBe(fault === 'rotate' ? 1001 : 1006);
    expect(valuesOf(await socket.nextText())).toEqual(['c']);
  });

  it('refuses wrong numbers in process', async () => {
    const { faults } = (await serve()).server;
    expect(() => faults[fault]({ every: 0 })).toThrow(
      new TypeError('every: expected milliseconds from 1 to 2147483647, got 0'),
    );
    expect(() => faults[fault]({ count: 1.5 })).toThrow(
      new TypeError('count: expected a whole number from 1, got 1.5'),
    );
    expect(faults.active).toEqual([]);
  });
});
