import { cleanUp, read, serve } from '../testing.ts';

afterEach(cleanUp);

describe('sse', () => {
  it('sends events with ids', async () => {
    const { server, at } = await serve();
    const first = server.hub.publish('news', 'a');
    const stream = await read(at('/feeds/news/sse?limit=2'));
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await stream.until(/\n\n/);
    const second = server.hub.publish('news', 'b');
    expect(await stream.ended).toBe(
      `id: ${first.id}\ndata: ${first.json}\n\nid: ${second.id}\ndata: ${second.json}\n\n`,
    );
  });

  it('sends the given event name and retry delay', async () => {
    const { server, at } = await serve();
    const { id, json } = server.hub.publish('news', 'a');
    const stream = await read(at('/feeds/news/sse?event=price&retry=50&limit=1'), { method: 'POST', body: '{}' });
    expect(await stream.ended).toBe(`retry: 50\n\nid: ${id}\nevent: price\ndata: ${json}\n\n`);
  });

  it('prefers the cursor of the header to that of the query', async () => {
    const { server, at } = await serve();
    ['a', 'b', 'c'].forEach((value) => server.hub.publish('news', value));
    const stream = await read(at('/feeds/news/sse?cursor=0&limit=1'), { headers: { 'last-event-id': '2' } });
    expect(await stream.ended).toContain('"value":"c"');
    const byQuery = await read(at('/feeds/news/sse?lastEventId=1&limit=1'));
    expect(await byQuery.ended).toContain('"value":"b"');
  });

  it('sends comments as heartbeats', async () => {
    const { at } = await serve();
    const stream = await read(at('/feeds/quiet/sse?heartbeat=5'));
    expect(await stream.until(/:\n\n:/)).toMatch(/^(:\n\n)+$/);
  });

  it('refuses an event name with a line break', async () => {
    const { at } = await serve();
    expect((await fetch(at('/feeds/news/sse?event=a%0Adata:x'))).status).toBe(400);
  });
});
