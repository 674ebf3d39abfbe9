import type { Page } from '@playwright/test';
import { expect, numbers, test } from './fixtures';
import { poll } from '../support/poll';

test.describe('the server notices', () => {
  test('a pause: it stops writing, and resumes after the last line when the pause ends', async ({ lab, site }) => {
    const stream = await lab.start('/endless', {
      kind: 'http-stream',
      decode: 'text',
      framing: 'lines',
      countOnly: true,
    });
    await poll(stream.count).toBeGreaterThan(10_000);
    await stream.pause(true);
    await poll(() => site.open).toBe(0);
    const { written } = site;
    const count = await stream.count();
    await stream.pause(false);
    await poll(() => site.open).toBe(1);
    // There was a second request, and nothing was written in between.
    expect(site.requests.filter(({ url }) => url === '/endless')).toHaveLength(2);
    expect(written).toBeGreaterThanOrEqual(count);
    await poll(stream.count).toBeGreaterThan(count);
    await stream.stop();
    await poll(() => site.open).toBe(0);
  });

  test('a client that disconnects between the headers and the body', async ({ lab, site, browserName }) => {
    const stream = await lab.start('/silent', { kind: 'http-stream' });
    await poll(() => site.open).toBe(1);
    // Firefox reports the headers only with the first byte of the body.
    if (browserName === 'chromium') await poll(async () => (await stream.seen()).opened).toBe(1);
    await stream.stop();
    await poll(() => site.open).toBe(0);
    expect(await stream.seen()).toMatchObject({ count: 0 });
  });
});

test('compressed messages are delivered while the response is open', async ({ lab, site }) => {
  const stream = await lab.start('/zipped', { kind: 'http-stream' });
  await poll(stream.values).toEqual(numbers(1, 5));
  expect(site.open).toBe(1);
});

test('a million lines leave nothing behind', async ({ lab, page, site, browserName }) => {
  const heap = browserName === 'chromium' ? await heapOf(page) : async () => Promise.resolve(0);
  const read = async (lines: number): Promise<number> => {
    const stream = await lab.start(`/many?n=${lines}`, { kind: 'http-stream', countOnly: true });
    await poll(stream.end, { timeout: 60_000 }).toBe('complete');
    expect(await stream.count()).toBe(lines);
    return heap();
  };
  // The first one includes one-time costs.
  await read(1_000);
  const before = await read(10_000);
  const after = await read(1_000_000);
  expect(site.written).toBe(1_000_000);
  expect(after - before).toBeLessThan(1024 * 1024);
});

/** Bytes of JavaScript heap, garbage collected. */
async function heapOf(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  return async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
}
