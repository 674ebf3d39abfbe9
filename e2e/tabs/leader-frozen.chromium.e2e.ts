// A frozen leader with other tabs that are not: this needs the DevTools protocol, so Chromium.
import { expect } from '@playwright/test';
import { RawChromium } from '../support/raw-chromium';
import { expectWhole, moreMessages, test as base, type Watched } from './fixtures';
import { poll } from '../support/poll';

// These tests count messages: a loss is a failure, even if a retry passes.
base.describe.configure({ retries: 0 });

const test = base.extend<{ raw: RawChromium }>({
  raw: async ({}, use) => {
    const raw = await RawChromium.launch();
    await use(raw);
    await raw.close();
  },
});

test('another tab leads when the leader is frozen, and the old leader catches up when it is thawed', async ({
  site,
  raw,
}) => {
  const own = (): Promise<Watched> => raw.evaluate<Watched>('window.sharing ?? { seen: [], led: 0, end: "" }');
  const other = async (): Promise<Watched> => {
    await raw.evaluate('window.signal("report")');
    return raw.evaluate<Watched>('window.other ?? { seen: [], led: 0, end: "" }');
  };
  // Only the tab that was opened last can be controlled.
  await raw.open(site.at('/?wait'));
  await raw.open(site.at('/'));
  await moreMessages(own);
  await raw.evaluate('window.signal("start")');
  await moreMessages(other);
  expect(site.requests()).toBe(1);
  const before = (await own()).seen.length;

  await raw.hide();
  await poll(() => raw.evaluate('document.visibilityState')).toBe('hidden');
  await raw.setLifecycle('frozen');
  await poll(site.requests).toBe(2);
  await poll(site.live).toBe(1);
  const { published } = site.server.stats();
  await poll(() => site.server.stats().published).toBeGreaterThan(published + 50);

  await raw.setLifecycle('active');
  await raw.show();
  await moreMessages(own, 50);
  await moreMessages(other, 5);
  const [mine, its] = [await own(), await other()];
  expectWhole(mine);
  expectWhole(its);
  expect(mine.seen.length).toBeGreaterThan(before + 50);
  expect([mine.led, its.led]).toEqual([1, 1]);
  expect(site.live()).toBe(1);
});
