import type { PushServer } from '../../projects/push-server/src/server.ts';
import { expect, expectWhole, messages, moreMessages, rawWatched, test, watched } from './fixtures';
import { poll } from '../support/poll';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

for (const transport of ['sse', 'websocket']) {
  test.describe(transport, () => {
    const live = ({ live }: ReturnType<PushServer['stats']>): number => live[transport] ?? 0;

    test('is closed while the page is frozen, and resumes without a gap', async ({ site, raw }) => {
      await raw.open(site.at(`/?transport=${transport}`));
      await moreMessages(rawWatched(raw), 3);
      await raw.hide();
      await poll(() => raw.evaluate('document.visibilityState')).toBe('hidden');
      await raw.setLifecycle('frozen');
      await poll(() => live(site.server.stats())).toBe(0);
      await raw.setLifecycle('active');
      await raw.show();
      await moreMessages(rawWatched(raw), 3);
      const { seen, reasons } = await rawWatched(raw)();
      expectWhole(seen);
      expect(reasons).toEqual(['frozen']);
      expect(live(site.server.stats())).toBe(1);
    });

    test('never has two connections when the page is hidden and shown during a wait', async ({ site, raw }) => {
      await raw.open(site.at(`/?transport=${transport}&retry=3000&hidden`));
      await moreMessages(rawWatched(raw), 3);
      site.server.faults.drop();
      // The phases are a history: a look that comes late must not miss the wait.
      await poll(async () => (await rawWatched(raw)()).phases).toContain('waiting');
      for (const turn of [1, 2]) {
        await raw.hide();
        await poll(async () => (await rawWatched(raw)()).reasons.length).toBe(turn);
        await raw.show();
        await poll(() => raw.evaluate('document.visibilityState')).toBe('visible');
      }
      // For longer than the wait that ended early.
      await moreMessages(rawWatched(raw), 200);
      expect(live(site.server.stats())).toBe(1);
      expectWhole((await rawWatched(raw)()).seen);
    });
  });
}

test('waits while the browser is offline, and reconnects as soon as it is online', async ({ page, site }) => {
  await page.goto(site.at('/?transport=sse&retry=600000'));
  await messages(page, 3);
  await page.context().setOffline(true);
  site.server.faults.drop();
  await poll(async () => (await watched(page)).phases.at(-1)).toMatch(/waiting|paused/);
  await page.context().setOffline(false);
  await messages(page, 3);
  expectWhole((await watched(page)).seen);
});

test('resumes after a reload from the stored cursor, without a message lost or repeated', async ({ page, site }) => {
  await page.goto(site.at('/?transport=sse&stored'));
  await messages(page, 5);
  // Stores the last messages of the page, to compare them with those of the next page.
  await page.evaluate(() => {
    addEventListener('pagehide', () => {
      sessionStorage.setItem('last', String(window.watched.seen.at(-1)));
    });
  });
  await page.reload();
  await messages(page, 5);
  const last = Number(await page.evaluate(() => sessionStorage.getItem('last')));
  const { seen } = await watched(page);
  expect(seen[0]).toBe(last + 1);
  expectWhole(seen);
});
