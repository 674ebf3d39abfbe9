import { cleanUp, eventually, post, read, serve, talk, valuesOf, type Served } from './testing.ts';

afterEach(cleanUp);

const setFault = async ({ at }: Served, control: string) => (await post(at(`/control/${control}`))).status;
const publish = ({ server }: Served, ...values: readonly unknown[]): readonly string[] =>
  values.map((value) => server.hub.publish('news', value).id);
const after = async ({ at }: Served, cursor: string | undefined): Promise<unknown[]> =>
  valuesOf(await (await fetch(at(`/feeds/news/polling?cursor=${cursor}`))).text());

describe('ids', () => {
  it('gives the messages of a transaction one id, over all transports', async () => {
    const served = await serve();
    expect(await setFault(served, 'ids?share=3&feed=news')).toBe(200);
    const stream = await read(served.at('/feeds/news/sse?limit=4'));
    const { next } = await talk(served.at('/feeds/news/websocket'));
    const [first, ...others] = publish(served, 1, 2, 3, 4);
    expect(others.slice(0, 2)).toEqual([first, first]);
    expect(others[2]).not.toBe(first);
    expect((await stream.ended).match(/^id: .*$/gm)).toEqual([first, ...others].map((id) => `id: ${id}`));
    expect([await next(), await next()]).toMatchObject([
      { id: first, seq: 1, value: 1 },
      { id: first, seq: 2, value: 2 },
    ]);
  });

  it('goes on after the last message of a transaction', async () => {
    const served = await serve();
    served.server.faults.ids({ share: 3 });
    const [first] = publish(served, 1, 2, 3, 4);
    expect(await after(served, first)).toEqual([4]);
  });

  it('groups each feed on its own', async () => {
    const served = await serve();
    served.server.faults.ids({ share: 2 });
    const [one] = publish(served, 1);
    expect(served.server.hub.publish('sport', 1).seq).toBe(1);
    expect(publish(served, 2, 3)).toEqual([one, expect.not.stringMatching(one ?? '')]);
  });

  it('lets an index go back, and long polls go on after the newest message of an id', async () => {
    const served = await serve();
    expect(await setFault(served, 'ids?list=103,104,105,101,103&feed=news')).toBe(200);
    const poll = async (cursor: string) =>
      valuesOf(await (await fetch(served.at(`/feeds/news/long-polling?cursor=${cursor}`))).text());
    publish(served, 'a', 'b', 'c');
    expect(await poll('103')).toEqual(['b', 'c']);
    const answer = poll('105');
    await eventually(() => served.server.hub.feed('news').followers === 1);
    publish(served, 'd');
    expect(await answer).toEqual(['d']);
    expect(publish(served, 'e', 'f')).toEqual(['103', '103']);
    expect(await poll('101')).toEqual(['e', 'f']);
  });

  it('plays the state of one resource: the id stays, the payload and the ETag change', async () => {
    const served = await serve();
    await setFault(served, 'ids?list=job-7&feed=news');
    await setFault(served, 'ignoreCursors?feed=news');
    const poll = async (etag = '') => {
      const response = await fetch(served.at('/feeds/news/polling?cursor=job-7'), {
        headers: { 'if-none-match': etag },
      });
      return { status: response.status, etag: response.headers.get('etag') ?? '', text: await response.text() };
    };
    publish(served, 'queued');
    const first = await poll();
    expect(JSON.parse(first.text)).toMatchObject({ id: 'job-7', value: 'queued' });
    expect((await poll(first.etag)).status).toBe(304);
    publish(served, 'running');
    expect(JSON.parse((await poll(first.etag)).text)).toMatchObject({ id: 'job-7', value: 'running' });
  });

  it('ends with reset, and other feeds keep their ids', async () => {
    const served = await serve();
    served.server.faults.ids({ list: ['x'], feed: 'news' });
    expect(served.server.hub.publish('sport', 1).id).toMatch(/-1$/);
    expect(publish(served, 1)).toEqual(['x']);
    served.server.faults.reset();
    expect(publish(served, 2)).toEqual([expect.stringMatching(/-2$/)]);
  });

  it.each([
    ['ids', 'ids: expected list or share'],
    ['ids?share=2&list=a', 'ids: expected list or share'],
    ['ids?share=0', 'share: expected a whole number from 1'],
    ['ids?list=a,,b', 'list: expected ids without control characters and outer spaces, got \\"\\"'],
    ['ids?list=a%0Ab', 'list: expected ids without control characters and outer spaces, got \\"a\\\\nb\\"'],
  ])('refuses %s', async (control, message) => {
    const served = await serve();
    const response = await post(served.at(`/control/${control}`));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });

  it('refuses an empty list', async () => {
    const { server } = await serve();
    expect(() => server.faults.ids({ list: [] })).toThrow(new TypeError('list: expected at least one id'));
  });
});

describe('renumber', () => {
  it('begins the ids again from 1 and keeps the messages', async () => {
    const served = await serve();
    await setFault(served, 'renumber?feed=news');
    expect(publish(served, 'a', 'b', 'c')).toEqual(['1', '2', '3']);
    await setFault(served, 'renumber?feed=news');
    expect(publish(served, 'd', 'e')).toEqual(['1', '2']);
    expect(served.server.hub.feed('news').latest?.seq).toBe(2);
    expect(await after(served, '3')).toEqual(['d', 'e']);
    expect(await after(served, '1')).toEqual(['e']);
    expect(await after(served, '9')).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('can lose the messages: an old cursor is unknown, or means another message', async () => {
    const served = await serve();
    await setFault(served, 'renumber?feed=news');
    publish(served, 'a', 'b', 'c', 'd', 'e');
    await setFault(served, 'renumber?feed=news&forget=1');
    publish(served, 'f', 'g');
    expect(await after(served, '5')).toEqual(['f', 'g']);
    publish(served, 'h', 'i', 'j', 'k');
    expect(await after(served, '5')).toEqual(['k']);
  });

  it('goes on over open connections', async () => {
    const served = await serve();
    const stream = await read(served.at('/feeds/news/http-stream?limit=3'));
    publish(served, 'a');
    served.server.hub.renumber();
    publish(served, 'b');
    served.server.hub.renumber({ forget: true });
    publish(served, 'c');
    const lines = (await stream.ended).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { seq: 1, value: 'a' },
      { id: '1', seq: 1, value: 'b' },
      { id: '1', seq: 1, value: 'c' },
    ]);
  });

  it('answers no Last-Event-ID until everything is forgotten', async () => {
    const served = await serve();
    served.server.hub.renumber({ feed: 'news' });
    publish(served, 'a');
    const headerOf = async (cursor: string) =>
      (await fetch(served.at(`/feeds/news/polling?cursor=${cursor}`))).headers.get('last-event-id');
    expect(await headerOf('1')).toBeNull();
    served.server.hub.forget();
    const [id = ''] = publish(served, 'b');
    expect(await headerOf(id)).toBe(id);
  });
});

describe('record', () => {
  it('keeps all messages of a feed, whatever the server forgets', async () => {
    const { server } = await serve({ buffer: 1 });
    const sent = server.hub.record('news');
    const ids = ['a', 'b'].map((value) => server.hub.publish('news', value).id);
    server.hub.publish('sport', 'x');
    server.hub.trim();
    server.hub.forget();
    ids.push(server.hub.publish('news', 'c').id);
    expect(sent.map(({ id, value }) => [id, value])).toEqual([
      [ids[0], 'a'],
      [ids[1], 'b'],
      [ids[2], 'c'],
    ]);
    expect(server.hub.record('news')).toBe(sent);
  });
});
