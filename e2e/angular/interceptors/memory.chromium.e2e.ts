import { expect } from '@playwright/test';
import { stream, test } from './fixtures';
import type {} from './page';
import { poll } from '../../support/poll';

const MEGABYTE = 1e6;

test('a million lines pass the interceptors with constant memory', async ({ page, open }, { annotations }) => {
  test.slow();
  await open('?backend=XHR');
  const session = await page.context().newCDPSession(page);
  // Several times, because compiled code comes and goes. Memory that the stream keeps would stay.
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    return ((await session.send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize / MEGABYTE;
  };
  const take = async (count: number): Promise<void> => {
    const path = `/lines?count=${count}`;
    await page.evaluate((url) => window.app.lines(url), path);
    await poll(async () => (await stream(page, path))?.count, { timeout: 200_000 }).toBe(count);
    // The response is still open.
    expect(await stream(page, path)).toMatchObject({ last: count - 1, over: false });
  };
  await take(10_000);
  const few = await heap();
  await take(1_000_000);
  await poll(heap).toBeLessThan(few + 1);
  const description = `${few.toFixed(2)} MB after 10,000, ${(await heap()).toFixed(2)} MB after 1,000,000`;
  annotations.push({ type: 'heap', description });
  // There is no event for each chunk, and none with the text so far.
  const seen = await page.evaluate(() => window.app.seen.map(({ events }) => events));
  expect(seen).toEqual(Array.from({ length: 2 }, () => [0, [200, null]]));
});
