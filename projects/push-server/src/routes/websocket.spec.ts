import { cleanUp, eventually, serve, talk } from '../testing.ts';

afterEach(cleanUp);

describe('websocket', () => {
  it('sends the latest message, then each new one', async () => {
    const { server, at } = await serve();
    const first = server.hub.publish('news', 'a');
    const { next, socket } = await talk(at('/feeds/news/websocket'));
    expect(await next()).toEqual({ id: first.id, seq: 1, at: first.at, value: 'a' });
    server.hub.publish('news', 'b');
    expect(await next()).toMatchObject({ seq: 2, value: 'b' });
    expect(server.stats().live['websocket']).toBe(1);
    socket.close();
    await eventually(() => server.stats().live['total'] === 0);
    expect(server.hub.feed('news').followers).toBe(0);
  });

  it('resumes after the cursor', async () => {
    const { server, at } = await serve();
    ['a', 'b', 'c'].forEach((value) => server.hub.publish('news', value));
    const { next } = await talk(at('/feeds/news/websocket?cursor=1'));
    expect([await next(), await next()]).toMatchObject([{ value: 'b' }, { value: 'c' }]);
  });

  it('publishes, answers pings, and echoes text and bytes', async () => {
    const { server, at } = await serve();
    const { next, say, socket } = await talk(at('/feeds/news/websocket'));
    say({ type: 'publish', value: { a: 1 } });
    expect(await next()).toMatchObject({ seq: 1, value: { a: 1 } });
    expect(server.hub.feed('news').latest?.value).toEqual({ a: 1 });
    say({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
    say({ type: 'echo', id: 7, value: [1] });
    expect(await next()).toEqual({ type: 'echo', id: 7, value: [1] });
    socket.send(Buffer.from([1, 0, 255]));
    expect(await next()).toEqual(Buffer.from([1, 0, 255]));
  });

  it('answers invalid frames with an error', async () => {
    const { at } = await serve();
    const { next, say, socket } = await talk(at('/feeds/news/websocket'));
    socket.send('{');
    expect(await next()).toEqual({ type: 'error', error: 'JSON: cannot be parsed' });
    say({ type: 'dance' });
    expect(await next()).toEqual({ type: 'error', error: 'expected JSON with a known type' });
    say({ type: 'publish' });
    expect(await next()).toEqual({ type: 'error', error: 'publish: expected a value' });
    say({ type: 'subscribe', channel: 'a/b' });
    expect(await next()).toEqual({ type: 'error', error: 'subscribe: expected a channel name' });
  });

  it('sends other feeds as channels until they are unsubscribed', async () => {
    const { server, at } = await serve();
    ['a', 'b'].forEach((value) => server.hub.publish('sport', value));
    const { next, say } = await talk(at('/feeds/news/websocket'));
    say({ type: 'subscribe', channel: 'sport', cursor: '0' });
    expect([await next(), await next()]).toMatchObject([
      { channel: 'sport', seq: 1, value: 'a' },
      { channel: 'sport', seq: 2, value: 'b' },
    ]);
    say({ type: 'subscribe', channel: 'sport' });
    say({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
    server.hub.publish('sport', 'c');
    expect(await next()).toMatchObject({ channel: 'sport', value: 'c' });
    say({ type: 'unsubscribe', channel: 'sport' });
    say({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
    server.hub.publish('sport', 'd');
    server.hub.publish('news', 'e');
    expect(await next()).toEqual(expect.not.objectContaining({ channel: 'sport' }));
  });

  it('sends several messages in one frame', async () => {
    const { server, at } = await serve();
    const { nextText } = await talk(at('/feeds/news/websocket?batch=2&every=60000'));
    const messages = ['a', 'b', 'c', 'd'].map((value) => server.hub.publish('news', value).json);
    expect(await nextText()).toBe(`${messages[0]}\n${messages[1]}`);
    expect(await nextText()).toBe(`${messages[2]}\n${messages[3]}`);
  });

  it('sends an incomplete frame after the given time', async () => {
    const { server, at } = await serve();
    const { nextText } = await talk(at('/feeds/news/websocket?batch=9&every=10'));
    const { json } = server.hub.publish('news', 'a');
    expect(await nextText()).toBe(json);
  });

  it('answers a plain request with 426, and refuses a wrong handshake', async () => {
    const { at } = await serve();
    expect((await fetch(at('/feeds/news/websocket'))).status).toBe(426);
    await expect(talk(at('/feeds/news/sse'))).rejects.toThrow('404');
    await expect(talk(at('/elsewhere'))).rejects.toThrow('404');
    await expect(talk(at('/feeds/news/websocket?batch=0'))).rejects.toThrow('400');
  });

  it('refuses origins that are not in the list', async () => {
    const { at } = await serve({ origins: ['https://good.example'] });
    await expect(talk(at('/feeds/news/websocket'), { origin: 'https://bad.example' })).rejects.toThrow('403');
    const { next, say } = await talk(at('/feeds/news/websocket'), { origin: 'https://good.example' });
    say({ type: 'ping' });
    expect(await next()).toEqual({ type: 'pong' });
  });
});
