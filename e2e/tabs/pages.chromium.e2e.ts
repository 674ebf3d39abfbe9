// Pages that are not shown: in the back-forward cache, or prerendered. Only Chromium keeps and prerenders pages here.
import { expect } from '@playwright/test';
import { RawChromium } from '../support/raw-chromium';
import { expectWhole, look, moreMessages, openTabs, test as base, type Watched } from './fixtures';
import { poll } from '../support/poll';

// These tests count messages: a loss is a failure, even if a retry passes.
base.describe.configure({ retries: 0 });

const test = base.extend<{ raw: RawChromium }>({
  // Without this the browser has no back-forward cache when a test controls it.
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  },
  raw: async ({}, use) => {
    const raw = await RawChromium.launch();
    await use(raw);
    await raw.close();
  },
});

test('a leader that enters the back-forward cache gives up the lead, and follows without a gap when it is back', async ({
  context,
  site,
}) => {
  const [leader, ...others] = await openTabs(context, site, 3);
  if (leader === undefined) throw new Error('no tab');
  const before = (await look(leader)()).seen.length;
  await leader.goto('about:blank');
  for (const page of others) await moreMessages(look(page), 50);
  expect([site.live(), site.requests()]).toEqual([1, 2]);

  // A page that is restored from the cache emits no `load`.
  await leader.goBack({ waitUntil: 'commit' });
  await poll(async () => (await look(leader)()).restored).toBe(true);
  await moreMessages(look(leader), 60);
  const all = await Promise.all([leader, ...others].map((page) => look(page)()));
  all.forEach(expectWhole);
  expect(all[0]?.seen.length).toBeGreaterThan(before + 50);
  expect(all[0]?.led).toBe(1);
  expect(all[1]?.led === 1 ? all[2]?.led : all[1]?.led).toBe(0);
  expect([site.live(), site.requests()]).toEqual([1, 2]);
});

test('a prerendered page takes no part before the user opens it, and leads after', async ({ site, raw }) => {
  const next = site.at('/');
  await raw.openPrerendering(site.at('/control/stats'), next);
  const prerendered = async (): Promise<Watched | null> => raw.evaluate<Watched | null>('window.sharing ?? null');
  await poll(prerendered).not.toBeNull();
  const { published } = site.server.stats();
  await poll(() => site.server.stats().published).toBeGreaterThan(published + 50);
  expect(await raw.evaluate('document.prerendering')).toBe(true);
  expect(await prerendered()).toMatchObject({ seen: [], led: 0, asked: 0 });
  expect(site.requests()).toBe(0);

  await raw.activate(next);
  await poll(async () => (await prerendered())?.seen.length).toBeGreaterThan(20);
  const watched = await prerendered();
  if (watched === null) throw new Error('no page');
  expectWhole(watched);
  expect(watched.led).toBe(1);
  expect([site.live(), site.requests()]).toEqual([1, 1]);
});
