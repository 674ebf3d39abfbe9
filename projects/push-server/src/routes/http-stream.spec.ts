import { cleanUp, eventually, read, serve, valuesOf } from '../testing.ts';

afterEach(cleanUp);

describe('http-stream', () => {
  it('sends the latest message, then each new one', async () => {
    const { server, at } = await serve();
    server.hub.publish('news', 'a');
    const stream = await read(at('/feeds/news/http-stream'));
    expect(stream.response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(stream.response.headers.get('cache-control')).toBe('no-store');
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    await stream.until(/\n$/);
    server.hub.publish('news', 'b');
    expect(valuesOf(await stream.until(/"b"/))).toEqual(['a', 'b']);
    expect(server.stats().live['http-stream']).toBe(1);
    stream.close();
    await eventually(() => server.stats().live['total'] === 0);
    expect(server.hub.feed('news').followers).toBe(0);
  });

  it('sends its head before there is a message', async () => {
    const { at } = await serve();
    expect((await read(at('/feeds/quiet/http-stream'))).response.status).toBe(200);
  });

  it('resumes after the cursor and ends after the limit, also by POST', async () => {
    const { server, at } = await serve();
    ['a', 'b', 'c', 'd'].forEach((value) => server.hub.publish('news', value));
    const stream = await read(at('/feeds/news/http-stream?cursor=1&limit=2'), { method: 'POST', body: '{}' });
    expect(valuesOf(await stream.ended)).toEqual(['b', 'c']);
  });

  it.each([
    ['lines', (json: string) => `${json}\n`],
    ['json-seq', (json: string) => `\x1e${json}\n`],
    ['crlf', (json: string) => `${json}\r\n`],
    ['chunks', (json: string) => json],
  ])('frames as %s', async (framing, frame) => {
    const { server, at } = await serve();
    const messages = ['a', 'b'].map((value) => server.hub.publish('news', value));
    const stream = await read(at(`/feeds/news/http-stream?cursor=0&limit=2&framing=${framing}`));
    expect(await stream.ended).toBe(messages.map(({ json }) => frame(json)).join(''));
  });

  it('frames as sse', async () => {
    const { server, at } = await serve();
    const { id, json } = server.hub.publish('news', 'a');
    const stream = await read(at('/feeds/news/http-stream?limit=1&framing=sse'));
    expect(await stream.ended).toBe(`id: ${id}\ndata: ${json}\n\n`);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  it('sends blank lines as heartbeats', async () => {
    const { at } = await serve();
    const stream = await read(at('/feeds/quiet/http-stream?heartbeat=5'));
    expect(await stream.until(/\n\n/)).toMatch(/^\n+$/);
  });

  it.each([
    ['framing=morse', 'framing: expected one of lines, json-seq, sse, crlf, chunks, got morse'],
    ['framing=chunks&heartbeat=5', 'heartbeat: a chunk of its own would be a message'],
    ['limit=0', 'limit: expected a whole number from 1 to 2147483647, got 0'],
    ['latest=maybe', 'latest: expected 0 or 1, got maybe'],
  ])('refuses ?%s', async (query, message) => {
    const { server, at } = await serve();
    const response = await fetch(at(`/feeds/news/http-stream?${query}`));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
    await eventually(() => server.stats().live['total'] === 0);
  });

  it('lets a slow reader catch up without losing a message', async () => {
    const { server, at } = await serve();
    const response = await fetch(at('/feeds/news/http-stream?limit=300'));
    const filler = 'x'.repeat(20_000);
    for (let n = 1; n <= 300; n += 1) server.hub.publish('news', { n, filler });
    const values = valuesOf(await response.text()) as { n: number }[];
    expect(values.map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
  });
});
