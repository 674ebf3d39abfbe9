import { expect, test, type RunningSocket } from './fixtures';
import { poll } from '../support/poll';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

const KIB = 1024;
const MIB = 1024 * KIB;

test('text, JSON and binary messages go in both directions', async ({ lab }) => {
  const text = await lab.start('/echo', { decode: 'text' });
  await text.send('a', '漢字 ü 😀', '', { json: { a: [1, null] } });
  await poll(text.values).toEqual(['{"protocol":""}', 'a', '漢字 ü 😀', '', '{"a":[1,null]}']);

  const json = await lab.start('/echo');
  await json.send({ json: { a: [1, null] } });
  await poll(json.values).toEqual([{ protocol: '' }, { a: [1, null] }]);

  const greeting = [...Buffer.from('{"protocol":""}')];
  for (const binaryType of ['arraybuffer', 'blob'] as const) {
    const binary = await lab.start('/echo', { decode: 'bytes', binaryType });
    await binary.send({ bytes: [0, 255, 128] }, { bytes: [] }, { bytes: [1] });
    await poll(binary.values).toEqual([greeting, [0, 255, 128], [], [1]]);
  }
});

test('a frame may have several messages', async ({ lab }) => {
  const stream = await lab.start('/lines', { framing: 'lines' });
  await poll(stream.values).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test('subprotocols are offered in order, and the server selects one', async ({ lab }) => {
  const stream = await lab.start('/echo', { protocols: ['v2.chat', 'v1.chat'] });
  await poll(stream.values).toEqual([{ protocol: 'v1.chat' }]);
  expect(lab.site.visits[0]?.offered?.split(/, */)).toEqual(['v2.chat', 'v1.chat']);
});

test('every attempt calls the URL function, and so gets a new token', async ({ lab }) => {
  const stream = await lab.start('/cut', { withToken: true });
  await poll(() => lab.site.visits.length).toBeGreaterThanOrEqual(3);
  await stream.stop();
  const urls = lab.site.visits.map(({ url }) => url);
  expect(urls.slice(0, 3)).toEqual(['/cut?token=t1', '/cut?token=t2', '/cut?token=t3']);
});

test.describe('a close', () => {
  const passing = [1001, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4399, 4500, 4999];
  const final = [1002, 1003, 1007, 1008, 1009, 1010, 4400, 4401, 4499];

  test('ends or reconnects by its code, and reports code and reason', async ({ lab }) => {
    const once = { retryAfter: false } as const;
    const streams = new Map<number, RunningSocket>();
    for (const code of [...passing, ...final]) streams.set(code, await lab.start(`/close?code=${code}`, once));
    const normal = await lab.start('/close?code=1000', once);
    const empty = await lab.start('/close', once);
    const cut = await lab.start('/cut', once);
    for (const [code, stream] of streams) {
      const facts = { closeCode: code, closeReason: 'see you', transient: passing.includes(code) };
      await poll(stream.end).toEqual({ code: 'closed', ...facts });
    }
    await poll(normal.end).toBe('complete');
    await poll(empty.end).toEqual({ code: 'closed', closeCode: 1005, closeReason: '', transient: true });
    await poll(cut.end).toEqual({ code: 'network', closeCode: 1006, closeReason: '', transient: true });
  });

  test('with a forbidden code breaks the connection', async ({ lab }) => {
    const streams = [];
    for (const code of [999, 1004, 1005, 1006, 1015, 2999, 5000])
      streams.push(await lab.start(`/broken-close?code=${code}`, { retryAfter: false }));
    for (const stream of streams) {
      // Browsers report it differently, but none as a regular end.
      await poll(stream.end).toMatchObject({ closeCode: expect.any(Number) });
      expect(await stream.end()).not.toMatchObject({ closeCode: 1000 });
    }
  });

  test('is transient if `transientClose` returns true, and follows its code otherwise', async ({ lab }) => {
    const idle = await lab.start('/idle-end', { passing: '408' });
    await poll(async () => (await idle.values()).length).toBeGreaterThanOrEqual(3);
    await idle.stop();
    expect((await idle.seen()).losses[0]).toMatchObject({ closeCode: 1000, closeReason: '408 Request Timeout' });
    const refused = await lab.start('/close?code=4401', { passing: '408' });
    await poll(refused.end).toMatchObject({ closeCode: 4401, transient: false });
  });
});

test.describe('unsubscribing', () => {
  test('is a close with 1000 for the server, after everything that was sent', async ({ lab }) => {
    const stream = await lab.start('/echo');
    await poll(stream.values).toHaveLength(1);
    await stream.flood(200, KIB);
    await stream.stop();
    await poll(() => lab.site.visits[0]?.closedWith).toBe(1000);
    expect(lab.site.visits[0]?.received).toEqual(Array.from({ length: 200 }, (_, n) => String(n)));
    expect((await stream.seen()).unsent).toBeUndefined();
  });

  test('leaves no connection behind, at any time', async ({ lab }) => {
    const never = await lab.start('/never');
    await poll(never.events).toEqual(['connecting']);
    for (const stream of [never, await lab.start('/echo'), await lab.start('/echo')]) await stream.stop();
    const last = await lab.start('/echo');
    await poll(last.values).toHaveLength(1);
    await last.stop();
    await poll(() => lab.site.open).toBe(0);
    expect(await never.events()).toEqual(['connecting']);
  });
});

test('it reconnects when the connection breaks, and when the server does not answer', async ({ lab }) => {
  const stream = await lab.start('/echo', { decode: 'text' });
  await poll(stream.values).toHaveLength(1);
  lab.site.cut();
  await poll(stream.values).toHaveLength(2);
  await stream.stop();
  expect(await stream.events()).toEqual(['connecting', 'open', 'lost', 'connecting', 'open']);
  const never = await lab.start('/never', { connectTimeout: 200 });
  await poll(async () => (await never.seen()).losses.length).toBeGreaterThanOrEqual(2);
  await never.stop();
  expect((await never.seen()).losses[0]).toEqual({ code: 'connect-timeout', transient: true });
});

test('a heartbeat keeps a connection that replies, and replaces one that does not', async ({ lab }) => {
  const heartbeat = { every: 100, text: 'ping', timeout: 2_000 };
  const stream = await lab.start('/pongs?answers=3', { heartbeat, retryAfter: 600_000 });
  await poll(async () => (await stream.seen()).losses).toEqual([{ code: 'silence', transient: true }]);
  expect(await stream.values()).toEqual(['pong', 'pong', 'pong']);
  await poll(() => lab.site.visits[0]?.closedWith).toBe(1000);
  expect(lab.site.visits[0]?.received.slice(0, 4)).toEqual(['ping', 'ping', 'ping', 'ping']);
  await stream.stop();
});

test.describe('a producer that is faster than the connection', () => {
  test('fills neither the socket nor the page when the server does not read', async ({ lab }) => {
    // The buffers of the operating systems differ, but not by much.
    const options = { queue: { max: 100, overflow: 'drop-newest' }, heartbeat: { every: 500, text: 'ping' } } as const;
    const stream = await lab.start('/deaf', { ...options, retryAfter: 600_000 });
    await poll(stream.events).toContain('open');
    for (let burst = 0; burst < 4; burst++) await stream.flood(200, 64 * KIB);
    await poll(async () => (await stream.seen()).losses).toEqual([{ code: 'silence', transient: true }]);
    await stream.stop();
    const { buffered, unsent } = await stream.seen();
    expect(buffered).toBeLessThanOrEqual(MIB + 64 * KIB);
    expect(unsent?.waiting).toBeLessThanOrEqual(100);
    expect(unsent?.bytes).toBeGreaterThan(MIB / 2);
    expect(unsent?.bytes).toBeLessThanOrEqual(MIB + 65 * KIB);
    expect((unsent?.waiting ?? 0) + (unsent?.dropped ?? 0)).toBeGreaterThan(400);
  });

  test('ends the stream when the queue is full, and gets the unsent messages', async ({ lab }) => {
    const stream = await lab.start('/deaf', { queue: { max: 50 } });
    await poll(stream.events).toContain('open');
    await stream.flood(800, 64 * KIB);
    await poll(stream.end).toEqual({ code: 'overflow', transient: false });
    const { unsent } = await stream.seen();
    expect(unsent?.waiting).toBe(51);
  });

  test('loses nothing when the server reads slowly', async ({ lab }) => {
    const stream = await lab.start('/slow', { queue: { max: 250 } });
    await poll(stream.events).toContain('open');
    await stream.flood(250, 64 * KIB);
    await poll(() => lab.site.visits[0]?.received.length).toBe(250);
    expect(lab.site.visits[0]?.received).toEqual(Array.from({ length: 250 }, (_, n) => String(n)));
    expect((await stream.seen()).buffered).toBeLessThanOrEqual(MIB + 64 * KIB);
    await stream.stop();
  });
});
