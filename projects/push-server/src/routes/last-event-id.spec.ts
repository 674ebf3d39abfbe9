import { cleanUp, eventually, read, serve, talk, type Served } from '../testing.ts';

afterEach(cleanUp);

/** The response header for a request with this cursor in the request header. */
async function lastEventId({ at }: Served, route: string, cursor?: string): Promise<string | null> {
  const headers = cursor === undefined ? {} : { 'last-event-id': cursor };
  const { response, close } = await read(at(`/feeds/news/${route}`), { headers });
  close();
  return response.headers.get('last-event-id');
}

describe.each(['polling', 'long-polling?hold=0', 'http-stream', 'sse'])('Last-Event-ID of %s', (route) => {
  it('is the cursor if all messages after it follow', async () => {
    const served = await serve();
    const [first, , last] = ['a', 'b', 'c'].map((value) => served.server.hub.publish('news', value));
    expect(await lastEventId(served, route, first?.id)).toBe(first?.id);
    expect(await lastEventId(served, route, last?.id)).toBe(last?.id);
    expect(await lastEventId(served, route, '2')).toBe('2');
    expect(await lastEventId(served, route, '0')).toBe('0');
    expect(await lastEventId(served, `${route}${route.includes('?') ? '&' : '?'}cursor=1`)).toBe('1');
  });

  it('is absent without a cursor', async () => {
    const served = await serve();
    served.server.hub.publish('news', 'a');
    expect(await lastEventId(served, route)).toBeNull();
  });

  it('is `earliest` if messages are forgotten', async () => {
    const served = await serve({ buffer: 2 });
    const [first, second] = ['a', 'b', 'c', 'd'].map((value) => served.server.hub.publish('news', value));
    expect(await lastEventId(served, route, first?.id)).toBe('earliest');
    expect(await lastEventId(served, route, second?.id)).toBe(second?.id);
    served.server.hub.trim();
    expect(await lastEventId(served, route, second?.id)).toBe('earliest');
    expect(await lastEventId(served, route, '4')).toBe('4');
  });

  it('is `earliest` after a restart that lost all, and for a cursor that was never issued', async () => {
    const served = await serve();
    const { id } = served.server.hub.publish('news', 'a');
    await served.server.restart({ forget: true });
    expect(await lastEventId(served, route, id)).toBe('earliest');
    expect(await lastEventId(served, route, 'nonsense')).toBe('earliest');
    expect(await lastEventId(served, route, 'earliest')).toBe('earliest');
  });

  it('is absent if one id stands for several messages', async () => {
    const served = await serve();
    served.server.faults.ids({ share: 2 });
    const [first, , third] = ['a', 'b', 'c'].map((value) => served.server.hub.publish('news', value));
    expect(await lastEventId(served, route, first?.id)).toBeNull();
    expect(await lastEventId(served, route, third?.id)).toBe(third?.id);
  });

  it('is absent for an id that is not ASCII, which is understood as UTF-8', async () => {
    const served = await serve();
    served.server.faults.ids({ list: ['é→1', 'é→2'] });
    ['a', 'b'].forEach((value) => served.server.hub.publish('news', value));
    expect(await lastEventId(served, route, Buffer.from('é→1').toString('latin1'))).toBeNull();
    expect(await lastEventId(served, route, Buffer.from('é→3').toString('latin1'))).toBe('earliest');
  });
});

describe('Last-Event-ID', () => {
  it('of a held long poll tells what was forgotten meanwhile', async () => {
    const served = await serve({ buffer: 1 });
    const { id } = served.server.hub.publish('news', 'a');
    const answer = fetch(served.at(`/feeds/news/long-polling?cursor=${id}`));
    await eventually(() => served.server.hub.feed('news').followers === 1);
    served.server.hub.forget();
    served.server.hub.publish('news', 'b');
    expect((await answer).headers.get('last-event-id')).toBe('earliest');
  });

  it('is also in answers without a message', async () => {
    const served = await serve();
    const { id } = served.server.hub.publish('news', 'a');
    const empty = await fetch(served.at(`/feeds/news/polling?cursor=${id}`));
    expect([empty.status, empty.headers.get('last-event-id')]).toEqual([204, id]);
    const etag = (await fetch(served.at('/feeds/news/polling?cursor=0'))).headers.get('etag') ?? '';
    const same = await fetch(served.at('/feeds/news/polling?cursor=0'), { headers: { 'if-none-match': etag } });
    expect([same.status, same.headers.get('last-event-id')]).toEqual([304, '0']);
  });

  it('can be read by a page of another origin', async () => {
    const { at } = await serve();
    for (const route of ['polling', 'long-polling?hold=0', 'http-stream', 'sse']) {
      const { response, close } = await read(at(`/feeds/news/${route}`), { headers: { origin: 'http://a.example' } });
      close();
      expect(response.headers.get('access-control-expose-headers')).toContain('Last-Event-ID');
    }
  });

  it('resumes a WebSocket after an id that is not ASCII', async () => {
    const served = await serve();
    served.server.faults.ids({ list: ['é1', 'é2'] });
    ['a', 'b'].forEach((value) => served.server.hub.publish('news', value));
    const { next } = await talk(served.at(`/feeds/news/websocket?cursor=${encodeURIComponent('é1')}`));
    expect(await next()).toMatchObject({ id: 'é2', value: 'b' });
  });
});
