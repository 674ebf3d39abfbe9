import { expect, numbers, test } from '../http-stream/fixtures';
import { Site } from '../http-stream/site';
import { poll } from '../support/poll';

/** The ids that the requests of the cut feed carried. */
const cutRequests = (site: Site): unknown[] =>
  site.requests.filter(({ url }) => url === '/sse-cut').map(({ headers }) => headers['last-event-id']);

// The certificate for HTTP/2 is self-signed.
test.use({ ignoreHTTPSErrors: true });

test('the server notices a client that disconnects before the headers', async ({ lab, site }) => {
  const stream = await lab.start('/mute', { kind: 'sse' });
  await poll(() => site.open).toBe(1);
  await stream.stop();
  await poll(() => site.open).toBe(0);
  expect((await stream.seen()).opened).toBe(0);
});

test('compressed messages are delivered while the response is open', async ({ lab, site }) => {
  const stream = await lab.start('/sse-zipped', { kind: 'sse' });
  await poll(stream.values).toEqual(numbers(1, 5));
  expect(site.open).toBe(1);
});

test('HTTP/2 has more streams at once than HTTP/1.1 has connections', async ({ lab, page }) => {
  const site = await Site.http2();
  await lab.visit(site.origin);
  const streams = [];
  for (let n = 0; n < 10; n++) streams.push(await lab.start('/sse-zipped', { kind: 'sse' }));
  for (const stream of streams) await poll(stream.values).toEqual(numbers(1, 5));
  expect(site.open).toBe(10);
  for (const stream of streams) await stream.stop();
  await poll(() => site.open).toBe(0);
  await page.close();
  site.stop();
});

test.describe("via: 'event-source'", () => {
  const options = { kind: 'sse', via: 'event-source', events: ['tick'] } as const;

  test('resumes by the cursor in the query, after the delay of the schedule', async ({ lab, site }) => {
    const stream = await lab.start('/sse', { ...options, resume: { query: 'after' } });
    await poll(stream.count).toBeGreaterThanOrEqual(9);
    await stream.stop();
    const values = await stream.values();
    expect(values).toEqual(numbers(1, values.length));
    const urls = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/sse'));
    expect(urls.slice(0, 3)).toEqual(['/sse', '/sse?after=3', '/sse?after=6']);
  });

  test('does not reconnect by itself', async ({ lab, site }) => {
    const stream = await lab.start('/sse', { ...options, retryAfter: 600_000 });
    await poll(stream.count).toBe(3);
    // Longer than the delay of a browser's own reconnection.
    const before = site.requests.length;
    const other = await lab.start('/sse', { ...options, retryAfter: 3_000, resume: { query: 'after' } });
    await poll(other.count).toBeGreaterThanOrEqual(9);
    expect(site.requests.filter(({ url }) => url === '/sse')).toHaveLength(2);
    expect(site.requests.length - before).toBeGreaterThanOrEqual(3);
  });

  for (const [wait, retryAfter] of [
    ['shorter', 20],
    ['longer', 1_500],
  ] as const) {
    test(`a feed that is cut every 20 messages arrives whole, with a ${wait} wait than the browser's`, async ({
      lab,
      site,
    }) => {
      const stream = await lab.start('/sse-cut', { kind: 'sse', via: 'event-source', retryAfter });
      await poll(stream.count, { timeout: 60_000 }).toBe(200);
      expect(await stream.values()).toEqual(numbers(1, 200));
      const ids = cutRequests(site);
      // A request is repeated if the browser read nothing before the connection broke.
      expect([...new Set(ids)]).toEqual([undefined, ...Array.from({ length: 9 }, (_, n) => String(20 * (n + 1)))]);
      await stream.stop();
      await poll(() => site.open).toBe(0);
    });
  }

  test('gets no less than an EventSource of the page from a server that ignores Last-Event-ID', async ({
    lab,
    page,
    site,
  }) => {
    const stream = await lab.start('/sse-cut?deaf', { kind: 'sse', via: 'event-source' });
    await poll(async () => (await stream.seen()).opened, { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
    await stream.stop();
    await poll(() => site.open).toBe(0);
    const native = await page.evaluate(
      () =>
        new Promise<unknown[]>((resolve) => {
          const source = new EventSource('/sse-cut?deaf');
          const seen: unknown[] = [];
          source.onmessage = ({ data }: MessageEvent<string>) => {
            if (seen.push(JSON.parse(data)) === 60) {
              source.close();
              resolve(seen);
            }
          };
        }),
    );
    const distinct = (values: unknown[]): string[] => [...new Set(values.map((value) => JSON.stringify(value)))];
    expect(distinct(await stream.values())).toEqual(distinct(native));
  });

  test('leaves no connection behind when a pause begins while the browser reconnects', async ({ lab, site }) => {
    const stream = await lab.start('/sse-cut', { kind: 'sse', via: 'event-source', retryAfter: 20_000 });
    // The browser reconnects by itself while the stream waits for its next attempt.
    await poll(() => cutRequests(site).at(-1)).toBe('180');
    expect(await stream.count()).toBe(20);
    await poll(() => site.open).toBe(1);
    await stream.pause(true);
    await poll(() => site.open).toBe(0);
    await stream.stop();
  });

  test('ends when the server refuses', async ({ lab, site }) => {
    const stream = await lab.start('/refused', options);
    await poll(stream.end).toBe('closed');
    expect(site.requests.filter(({ url }) => url === '/refused')).toHaveLength(1);
  });
});

test('a stream can bypass the service worker, across origins without a preflight', async ({ lab, site }) => {
  await lab.visitServed(`${site.origin}/page`);
  const stream = await lab.start(`${site.elsewhere}/sse-zipped`, { kind: 'sse', query: { 'ngsw-bypass': true } });
  await poll(stream.values).toEqual(numbers(1, 5));
  const requests = site.requests.filter(({ url }) => url.startsWith('/sse-zipped'));
  expect(requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/sse-zipped?ngsw-bypass=true']]);

  // The header with the same meaning is not safelisted.
  const { length } = site.requests;
  await lab.start(`${site.elsewhere}/sse-zipped`, { kind: 'sse', headers: { 'ngsw-bypass': 'true' } });
  await poll(() => site.requests.slice(length)[0]?.method).toBe('OPTIONS');
});

test.describe('a captive portal', () => {
  for (const [kind, path] of [
    ['sse', '/sse-one'],
    ['http-stream', '/one'],
  ] as const) {
    test(`is waited out by ${kind} if the feed was open before`, async ({ lab, site }) => {
      const stream = await lab.start(path, { kind, retryAfter: 200 });
      await poll(stream.count).toBe(1);
      site.portal = true;
      site.cut();
      await poll(() => site.portalAnswers).toBeGreaterThan(5);
      expect(await stream.seen()).toMatchObject({
        opened: 1,
        lost: expect.arrayContaining(['content-type']),
      });
      site.portal = false;
      await poll(stream.count).toBe(2);
      expect(await stream.end()).toBeUndefined();
      await stream.stop();
    });

    test(`ends ${kind} if it was not`, async ({ lab, site }) => {
      site.portal = true;
      const stream = await lab.start(path, { kind, retryAfter: 200 });
      await poll(stream.end).toBe('content-type');
      expect(await stream.seen()).toMatchObject({ opened: 0 });
      expect(site.portalAnswers).toBe(1);
    });
  }
});
