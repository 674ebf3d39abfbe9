import { cleanUp, post, serve } from '../testing.ts';

afterEach(cleanUp);

describe('publish', () => {
  it('publishes the body as a message, whatever its content type', async () => {
    const { server, at } = await serve();
    const first = await post(at('/feeds/news'), '{"a":1}', { 'content-type': 'application/json' });
    expect(first.status).toBe(201);
    expect(await first.json()).toEqual({ id: server.hub.feed('news').latest?.id, seq: 1 });
    expect(await (await post(at('/feeds/news'), 'null')).json()).toMatchObject({ seq: 2 });
    expect(server.hub.feed('news').after(0)).toMatchObject([{ value: { a: 1 } }, { value: null }]);
    expect(server.stats().published).toBe(2);
  });

  it('refuses invalid JSON and invalid feed names', async () => {
    const { at } = await serve();
    expect((await post(at('/feeds/news'), '{')).status).toBe(400);
    expect((await post(at('/feeds/news'))).status).toBe(400);
    expect((await post(at('/feeds/ne.ws'), '1')).status).toBe(404);
  });
});
