import { expect, numbers, test } from '../http-stream/fixtures';
import { Site } from '../http-stream/site';

// The certificate for HTTP/2 is self-signed.
test.use({ ignoreHTTPSErrors: true });

test('the server notices a client that disconnects before the headers', async ({ lab, site }) => {
  const stream = await lab.start('/mute', { kind: 'sse' });
  await expect.poll(() => site.open).toBe(1);
  await stream.stop();
  await expect.poll(() => site.open).toBe(0);
  expect((await stream.seen()).opened).toBe(0);
});

test('compressed messages are delivered while the response is open', async ({ lab, site }) => {
  const stream = await lab.start('/sse-zipped', { kind: 'sse' });
  await expect.poll(stream.values).toEqual(numbers(1, 5));
  expect(site.open).toBe(1);
});

test('HTTP/2 has more streams at once than HTTP/1.1 has connections', async ({ lab, page }) => {
  const site = await Site.http2();
  await lab.visit(site.origin);
  const streams = [];
  for (let n = 0; n < 10; n++) streams.push(await lab.start('/sse-zipped', { kind: 'sse' }));
  for (const stream of streams) await expect.poll(stream.values).toEqual(numbers(1, 5));
  expect(site.open).toBe(10);
  for (const stream of streams) await stream.stop();
  await expect.poll(() => site.open).toBe(0);
  await page.close();
  site.stop();
});

test.describe("via: 'event-source'", () => {
  const options = { kind: 'sse', via: 'event-source', events: ['tick'] } as const;

  test('resumes by the cursor in the query, after the delay of the schedule', async ({ lab, site }) => {
    const stream = await lab.start('/sse', { ...options, resume: { query: 'after' } });
    await expect.poll(stream.count).toBeGreaterThanOrEqual(9);
    await stream.stop();
    const values = await stream.values();
    expect(values).toEqual(numbers(1, values.length));
    const urls = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/sse'));
    expect(urls.slice(0, 3)).toEqual(['/sse', '/sse?after=3', '/sse?after=6']);
  });

  test('does not reconnect by itself', async ({ lab, site }) => {
    const stream = await lab.start('/sse', { ...options, retryAfter: 600_000 });
    await expect.poll(stream.count).toBe(3);
    // Longer than the delay of a browser's own reconnection.
    const before = site.requests.length;
    const other = await lab.start('/sse', { ...options, retryAfter: 4_000, resume: { query: 'after' } });
    await expect.poll(other.count).toBeGreaterThanOrEqual(9);
    expect(site.requests.filter(({ url }) => url === '/sse')).toHaveLength(2);
    expect(site.requests.length - before).toBeGreaterThanOrEqual(3);
  });

  test('ends when the server refuses', async ({ lab, site }) => {
    const stream = await lab.start('/refused', options);
    await expect.poll(stream.end).toBe('closed');
    expect(site.requests.filter(({ url }) => url === '/refused')).toHaveLength(1);
  });
});

test('a stream can bypass the service worker, across origins without a preflight', async ({ lab, site }) => {
  await lab.visitServed(`${site.origin}/page`);
  const stream = await lab.start(`${site.elsewhere}/sse-zipped`, { kind: 'sse', query: { 'ngsw-bypass': true } });
  await expect.poll(stream.values).toEqual(numbers(1, 5));
  const requests = site.requests.filter(({ url }) => url.startsWith('/sse-zipped'));
  expect(requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/sse-zipped?ngsw-bypass=true']]);

  // The header with the same meaning is not safelisted.
  const { length } = site.requests;
  await lab.start(`${site.elsewhere}/sse-zipped`, { kind: 'sse', headers: { 'ngsw-bypass': 'true' } });
  await expect.poll(() => site.requests.slice(length)[0]?.method).toBe('OPTIONS');
});
