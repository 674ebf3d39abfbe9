import { FEED_ROUTES } from './routes/feed-routes.ts';
import { createPushServer } from './server.ts';
import { cleanUp, eventually, post, read, serve, talk, valuesOf } from './testing.ts';

interface Waits {
  readonly setTimeout: (ms: number, value?: undefined, options?: { readonly signal?: AbortSignal }) => Promise<unknown>;
}

jest.mock('node:timers/promises', () => {
  const actual = jest.requireActual<Waits>('node:timers/promises');
  return { ...actual, setTimeout: jest.fn(actual.setTimeout) };
});

afterEach(cleanUp);

describe('createPushServer', () => {
  it('closes all connections when it closes, and frees the port at once', async () => {
    const { server, at } = await serve();
    const [stream, socket] = await Promise.all([
      read(at('/feeds/news/http-stream')),
      talk(at('/feeds/news/websocket')),
    ]);
    const held = fetch(at('/feeds/news/long-polling')).catch(() => 'cut');
    await eventually(() => server.stats().live['total'] === 3);
    server.faults.silence();
    await server.close();
    await expect(stream.ended).rejects.toThrow();
    expect((await socket.closed).code).toBe(1006);
    expect(await held).toBe('cut');
    await expect(fetch(at('/'))).rejects.toThrow();
    const next = createPushServer({ tickEvery: 0 });
    await next.listen(Number(new URL(at('/')).port));
    expect((await fetch(at('/feeds/news/polling'))).status).toBe(204);
    await next.close();
  });

  it('publishes ticks as soon as it listens', async () => {
    const { at } = await serve({ tickEvery: 10 });
    const stream = await read(at('/feeds/ticker/http-stream?limit=3'));
    expect(valuesOf(await stream.ended)).toMatchObject([{}, {}, {}].map(() => ({ symbol: expect.any(String) })));
  });

  it('shares its feeds among several ports', async () => {
    const { server, at } = await serve({ also: [0] });
    const { origins } = server.stats();
    expect(origins).toEqual([new URL(at('/')).origin, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)]);
    await post(`${origins[1]}/feeds/news`, '"a"');
    expect(await (await fetch(at('/feeds/news/polling'))).json()).toMatchObject({ value: 'a' });
  });

  it('restarts on the same ports after a while', async () => {
    const { server, at } = await serve({ also: [0] });
    server.hub.publish('news', 'a');
    const before = server.stats();
    const stream = await read(at('/feeds/news/http-stream'));
    let comeBack = (): void => undefined;
    const away = new Promise<void>((resolve) => (comeBack = resolve));
    const wait = jest.mocked(jest.requireMock<Waits>('node:timers/promises').setTimeout).mockReturnValueOnce(away);
    expect(await (await post(at('/control/restart?ms=400'))).json()).toEqual({ control: 'restart' });
    await expect(stream.ended).rejects.toThrow();
    // A pooled connection may notice the restart only with the next request.
    const code = () =>
      fetch(at('/inspect')).then(String, (error: unknown) => (error as { cause: { code: string } }).cause.code);
    while ((await code()) !== 'ECONNREFUSED');
    expect(wait).toHaveBeenLastCalledWith(400, undefined, expect.anything());
    comeBack();
    const again = async (): Promise<Response> => fetch(at('/feeds/news/polling?cursor=0')).catch(() => again());
    expect(valuesOf(await (await again()).text())).toEqual(['a']);
    expect(server.stats().origins).toEqual(before.origins);
  });

  it('sends all messages for an old cursor after a restart that forgot everything', async () => {
    const { server, at } = await serve();
    server.hub.publish('news', 'older');
    const { id } = server.hub.publish('news', 'old');
    await server.restart({ forget: true });
    expect((await fetch(at(`/feeds/news/polling?cursor=${id}`))).status).toBe(204);
    ['a', 'b', 'c'].forEach((value) => server.hub.publish('news', value));
    expect(valuesOf(await (await fetch(at(`/feeds/news/polling?cursor=${id}`))).text())).toEqual(['a', 'b', 'c']);
    expect(server.hub.feed('news').latest?.seq).toBe(3);
  });

  it('stays closed when it was closed during a restart', async () => {
    const { server, at } = await serve();
    const restarted = server.restart({ ms: 60_000 });
    await server.close();
    await restarted;
    await expect(fetch(at('/'))).rejects.toThrow();
  });

  it('rejects when a port is in use', async () => {
    const { at } = await serve();
    const second = createPushServer();
    await expect(second.listen(Number(new URL(at('/')).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.close();
  });

  it('trims the messages of a feed', async () => {
    const { server, at } = await serve();
    ['news', 'sport'].forEach((feed) => server.hub.publish(feed, 'a'));
    await post(at('/control/trim?feed=news'));
    expect((await fetch(at('/feeds/news/polling'))).status).toBe(204);
    expect((await fetch(at('/feeds/sport/polling'))).status).toBe(200);
    await post(at('/control/trim'));
    expect((await fetch(at('/feeds/sport/polling'))).status).toBe(204);
  });

  it('returns its statistics', async () => {
    const { server, at } = await serve();
    await post(at('/feeds/news'), '1');
    await (await fetch(at('/feeds/news/polling'))).text();
    await eventually(() => server.stats().live['total'] === 0);
    const transports = Object.fromEntries(FEED_ROUTES.map(({ transport }) => [transport, 0]));
    expect(transports).toMatchObject({ polling: 0, websocket: 0 });
    expect(await (await fetch(at('/control/stats'))).json()).toEqual({
      origins: [new URL(at('/')).origin],
      live: { ...transports, total: 0 },
      requests: { ...transports, polling: 1, total: 1 },
      preflights: 0,
      published: 1,
      feeds: 1,
      faults: [],
    });
  });

  it('lists its controls in the answer to an unknown one', async () => {
    const { at } = await serve();
    const response = await post(at('/control/toString'));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('restart, drop, close');
  });

  it('lists its routes on the front page', async () => {
    const { at } = await serve();
    const text = await (await fetch(at('/'))).text();
    for (const part of ['GET|POST /feeds/:feed/sse', 'GET /feeds/:feed/websocket', 'ANY /inspect'])
      expect(text).toContain(part);
  });
});
