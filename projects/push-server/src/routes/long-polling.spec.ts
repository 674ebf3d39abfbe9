import { cleanUp, eventually, serve, valuesOf } from '../testing.ts';

afterEach(cleanUp);

describe('long-polling', () => {
  it('waits for the message after the cursor', async () => {
    const { server, at } = await serve();
    server.hub.publish('news', 'a');
    const answer = fetch(at('/feeds/news/long-polling?cursor=1'));
    await eventually(() => server.stats().live['long-polling'] === 1);
    server.hub.publish('news', 'b');
    const response = await answer;
    expect(valuesOf(await response.text())).toEqual(['b']);
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(response.headers.get('cache-control')).toBe('no-store');
    await eventually(() => server.stats().live['total'] === 0);
  });

  it('answers at once with all pending messages', async () => {
    const { server, at } = await serve();
    ['a', 'b', 'c'].forEach((value) => server.hub.publish('news', value));
    expect(valuesOf(await (await fetch(at('/feeds/news/long-polling?cursor=1'))).text())).toEqual(['b', 'c']);
    expect(valuesOf(await (await fetch(at('/feeds/news/long-polling'))).text())).toEqual(['c']);
  });

  it('answers with all messages that are published together', async () => {
    const { server, at } = await serve();
    const answer = fetch(at('/feeds/news/long-polling'));
    await eventually(() => server.hub.feed('news').followers === 1);
    ['a', 'b', 'c'].forEach((value) => server.hub.publish('news', value));
    expect(valuesOf(await (await answer).text())).toEqual(['a', 'b', 'c']);
  });

  it('answers 204 when the time is up', async () => {
    const { at } = await serve();
    expect((await fetch(at('/feeds/news/long-polling?hold=20'))).status).toBe(204);
  });

  it('forgets a client that disconnected', async () => {
    const { server, at } = await serve();
    const hangUp = new AbortController();
    const answer = fetch(at('/feeds/news/long-polling'), { signal: hangUp.signal }).catch(() => 'hung up');
    await eventually(() => server.stats().live['long-polling'] === 1);
    hangUp.abort();
    expect(await answer).toBe('hung up');
    await eventually(() => server.stats().live['total'] === 0);
    expect(server.hub.feed('news').followers).toBe(0);
  });

  it('refuses a wrong number', async () => {
    const { at } = await serve();
    const response = await fetch(at('/feeds/news/long-polling?hold=soon'));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('hold: expected a whole number from 0 to 2147483647, got soon');
  });
});
