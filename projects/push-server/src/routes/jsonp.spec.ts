import { cleanUp, eventually, serve } from '../testing.ts';

afterEach(cleanUp);

/** Runs the response as a page would, and returns the argument of the callback. */
async function call(url: string, name = 'cb'): Promise<unknown[]> {
  const script = await (await fetch(url)).text();
  const calls: unknown[] = [];
  new Function(name, script)((value: unknown) => calls.push(value));
  return calls;
}

describe('jsonp', () => {
  it('calls back with the latest message, as a script', async () => {
    const { server, at } = await serve();
    server.hub.publish('news', 'a');
    server.hub.publish('news', 'b\u2028');
    const response = await fetch(at('/feeds/news/jsonp?callback=cb'));
    expect(response.headers.get('content-type')).toBe('application/javascript; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await call(at('/feeds/news/jsonp?callback=cb'))).toMatchObject([{ seq: 2, value: 'b\u2028' }]);
  });

  it('calls back with the message after the cursor, null without one, or an array of all', async () => {
    const { server, at } = await serve();
    ['a', 'b', 'c'].forEach((value) => server.hub.publish('news', value));
    expect(await call(at('/feeds/news/jsonp?callback=cb&cursor=1'))).toMatchObject([{ seq: 2 }]);
    expect(await call(at('/feeds/news/jsonp?callback=cb&cursor=3'))).toEqual([null]);
    expect(await call(at('/feeds/news/jsonp?callback=cb&cursor=1&batch=1'))).toMatchObject([[{ seq: 2 }, { seq: 3 }]]);
    expect(await call(at('/feeds/news/jsonp?callback=cb&cursor=3&batch=1'))).toEqual([[]]);
  });

  it('waits for the next message with ?hold=', async () => {
    const { server, at } = await serve();
    const calls = call(at('/feeds/news/jsonp?callback=cb&hold=60000'));
    await eventually(() => server.stats().live['jsonp'] === 1);
    server.hub.publish('news', 'a');
    expect(await calls).toMatchObject([{ value: 'a' }]);
  });

  it.each(['', 'alert(1)//', 'a b', 'x'.repeat(129)])('refuses the callback %p', async (name) => {
    const { at } = await serve();
    const response = await fetch(at(`/feeds/news/jsonp?callback=${encodeURIComponent(name)}`));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/json');
  });
});
