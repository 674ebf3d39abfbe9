import { cleanUp, serve, valuesOf } from '../testing.ts';

afterEach(cleanUp);

describe('polling', () => {
  it('answers with the latest message', async () => {
    const { server, at } = await serve();
    server.hub.publish('news', 'old');
    const message = server.hub.publish('news', 'new');
    const response = await fetch(at('/feeds/news/polling'));
    expect(await response.json()).toEqual({ id: message.id, seq: 2, at: message.at, value: 'new' });
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('etag')).toBe(`"${message.id}"`);
    expect(response.headers.get('last-modified')).toBe(new Date(message.at).toUTCString());
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('answers with all messages after a cursor, from the query or the header', async () => {
    const { server, at } = await serve();
    ['a', 'b', 'c'].forEach((value) => server.hub.publish('news', value));
    const response = await fetch(at('/feeds/news/polling?cursor=1'));
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(valuesOf(await response.text())).toEqual(['b', 'c']);
    const byHeader = await fetch(at('/feeds/news/polling?cursor=1'), { headers: { 'last-event-id': '2' } });
    expect(valuesOf(await byHeader.text())).toEqual(['c']);
    expect(valuesOf(await (await fetch(at('/feeds/news/polling?lastEventId=2'))).text())).toEqual(['c']);
  });

  it('answers 204 when there is no message', async () => {
    const { server, at } = await serve();
    expect((await fetch(at('/feeds/news/polling'))).status).toBe(204);
    server.hub.publish('news', 'a');
    expect((await fetch(at('/feeds/news/polling?cursor=1'))).status).toBe(204);
    expect((await fetch(at('/feeds/news/polling?latest=0'))).status).toBe(204);
  });

  it('answers 304 while the ETag matches', async () => {
    const { server, at } = await serve();
    server.hub.publish('news', 'a');
    const ask = async (etag: string) =>
      (await fetch(at('/feeds/news/polling'), { headers: { 'if-none-match': etag } })).status;
    const etag = (await fetch(at('/feeds/news/polling'))).headers.get('etag') ?? '';
    expect(await ask(`"other", W/${etag}`)).toBe(304);
    expect(await ask('*')).toBe(304);
    expect(await ask('"other"')).toBe(200);
    server.hub.publish('news', 'b');
    expect(await ask(etag)).toBe(200);
  });

  it('answers 304 to a date only if no message of the same second could be newer', async () => {
    const { server, at } = await serve();
    const clock = jest.spyOn(Date, 'now');
    const publishAt = (ms: number) => {
      clock.mockReturnValue(ms);
      return server.hub.publish('news', ms);
    };
    const ask = async (ms: number) =>
      (await fetch(at('/feeds/news/polling'), { headers: { 'if-modified-since': new Date(ms).toUTCString() } })).status;
    publishAt(10_100);
    expect(await ask(10_000)).toBe(304);
    expect(await ask(9_000)).toBe(200);
    publishAt(10_600);
    expect(await ask(10_000)).toBe(200);
    publishAt(12_000);
    expect(await ask(12_000)).toBe(304);
    clock.mockRestore();
  });
});
