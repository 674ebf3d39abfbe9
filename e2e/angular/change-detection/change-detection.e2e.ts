import { counts, expect, test } from './fixtures';
import { poll } from '../../support/poll';

const apps = ['with-zone', 'zoneless'];

for (const app of apps) {
  test(`${app}: heartbeats and timers cause no change detection`, async ({ page, open }) => {
    await open(app, 'signal', '?heartbeat=20');
    await poll(async () => (await counts(page)).chunks).toBeGreaterThan(25);
    expect(await counts(page)).toMatchObject({ passes: 0, templates: 0, messages: 0 });
  });

  for (const way of ['signal', 'async'] as const) {
    test(`${app}: a burst into ${way} causes at most one change detection per chunk`, async ({ page, open, server }, {
      annotations,
    }) => {
      await open(app, way);
      for (let i = 0; i < 500; i++) server.publish(i);
      await expect(page.locator('output')).toContainText('501');
      const burst = await counts(page);
      annotations.push({ type: 'counts', description: JSON.stringify(burst) });
      expect(burst).toMatchObject({ messages: 500, outside: 0 });
      expect(burst.passes).toBeGreaterThan(0);
      expect(burst.passes).toBeLessThanOrEqual(burst.chunks);
    });
  }

  for (const way of ['signal', 'async', 'batchFrames', 'conflateBy'] as const) {
    const limit = way === 'signal' || way === 'async' ? 'chunk' : 'frame';
    test(`${app}: a fast feed into ${way} causes at most one change detection per ${limit}`, async ({
      page,
      open,
      server,
    }, { annotations }) => {
      await open(app, way);
      await page.evaluate(() => {
        let frames = 0;
        const frame = (): void => {
          frames++;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
        Object.assign(window, { framesSoFar: () => frames });
      });
      for (let i = 0; i < 100; i++) {
        for (let j = 0; j < 20; j++) server.publish(i);
        await page.evaluate(() => 0);
      }
      await expect(page.locator('output')).toContainText('2001');
      const feed = await counts(page);
      const frames = await page.evaluate(() => (window as unknown as { framesSoFar: () => number }).framesSoFar());
      annotations.push({ type: 'counts', description: JSON.stringify({ ...feed, frames }) });
      if (way !== 'conflateBy') expect(feed.messages).toBe(2_000);
      expect(feed.outside).toBe(0);
      expect(feed.passes).toBeGreaterThan(0);
      expect(feed.passes).toBeLessThanOrEqual(limit === 'chunk' ? feed.chunks : frames + 1);
      expect(feed.templates).toBeLessThanOrEqual(feed.passes);
    });
  }
}
