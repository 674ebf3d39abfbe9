import { expect, type Page } from '@playwright/test';
import { expectWhole, look, moreMessages, openTabs, test, type Site } from './fixtures';
import { poll } from '../support/poll';

// These tests count messages: a loss is a failure, even if a retry passes. Each has its own server and profile, and they
// run last, so all workers share them.
test.describe.configure({ retries: 0, mode: 'parallel' });

/** Expects the others to continue: no message lost or repeated, and one connection, from one request of one tab. */
async function expectHandOver(site: Site, others: readonly Page[]): Promise<void> {
  for (const page of others) await moreMessages(look(page), 20);
  for (const page of others) expectWhole(await look(page)());
  await poll(site.live).toBe(1);
  const led = await Promise.all(others.map(async (page) => (await look(page)()).led));
  expect(led.filter((times) => times > 0)).toEqual([1]);
}

test('ten tabs over HTTP/1.1 hold one connection, and all get every message', async ({ context, site }) => {
  test.slow();
  const pages = await openTabs(context, site, 10);
  expect(site.live()).toBe(1);
  expect(site.requests()).toBe(1);
  for (const page of pages) {
    await moreMessages(look(page));
    expectWhole(await look(page)());
  }
  // Over HTTP/1.1 a browser has six connections for one origin: one must be free for this request.
  expect(await pages[9]?.evaluate(() => fetch('/control/stats').then(({ status }) => status))).toBe(200);
});

test('another tab leads when the leader is closed', async ({ context, site }) => {
  const [leader, ...others] = await openTabs(context, site, 3);
  await leader?.close();
  await expectHandOver(site, others);
  expect(site.requests()).toBe(2);
});

test('another tab leads when the leader unsubscribes', async ({ context, site }) => {
  const [leader, ...others] = await openTabs(context, site, 3);
  await leader?.evaluate(() => {
    (window as unknown as { leave: () => void }).leave();
  });
  await expectHandOver(site, others);
  expect(site.requests()).toBe(2);
});

test('another tab leads when the leader goes to another page, and the old leader follows when it is back', async ({
  context,
  site,
}) => {
  const [leader, ...others] = await openTabs(context, site, 3);
  await leader?.goto('about:blank');
  await expectHandOver(site, others);
  if (leader === undefined) return;
  await leader.goBack();
  await moreMessages(look(leader));
  // From its last message, or from now on, depending on whether the browser kept the page.
  expectWhole(await look(leader)());
  expect(site.live()).toBe(1);
});

test('a tab that missed messages requests them', async ({ context, site }) => {
  await context.addInitScript(() => {
    const { prototype } = BroadcastChannel;
    const own = Object.getOwnPropertyDescriptor(prototype, 'onmessage');
    Object.defineProperty(prototype, 'onmessage', {
      ...own,
      set(this: BroadcastChannel, hear: (event: MessageEvent) => void) {
        own?.set?.call(this, (event: MessageEvent) => {
          if (!('deaf' in window)) hear(event);
        });
      },
    });
  });
  const [, follower] = await openTabs(context, site, 3);
  if (follower === undefined) throw new Error('no tab');
  await follower.evaluate(() => Object.assign(window, { deaf: true }));
  const { length } = (await look(follower)()).seen;
  const { published } = site.server.stats();
  await poll(() => site.server.stats().published).toBeGreaterThan(published + 20);
  expect((await look(follower)()).seen).toHaveLength(length);
  await follower.evaluate(() => Reflect.deleteProperty(window, 'deaf'));
  await moreMessages(look(follower), 20);
  expectWhole(await look(follower)());
  expect(site.requests()).toBe(1);
});

for (const [what, lack] of [
  ['Web Locks', () => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })],
  ['BroadcastChannel', () => Reflect.deleteProperty(window, 'BroadcastChannel')],
] as const) {
  test(`without ${what} every tab has its own connection`, async ({ context, site }) => {
    await context.addInitScript(lack as () => void);
    const pages = await openTabs(context, site, 2);
    expect(site.live()).toBe(2);
    await pages[0]?.close();
    await poll(site.live).toBe(1);
    const [, other] = pages;
    if (other === undefined) throw new Error('no tab');
    await moreMessages(look(other));
    expectWhole(await look(other)());
  });
}

test('another tab leads when the leader is reloaded, and the old leader follows from then on', async ({
  context,
  site,
}) => {
  const [leader, ...others] = await openTabs(context, site, 3);
  await leader?.reload();
  await expectHandOver(site, others);
  if (leader !== undefined) await moreMessages(look(leader));
  expect(site.live()).toBe(1);
});

test('a leader on its way to another page continues until the page is left', async ({ context, site }) => {
  const [leader, ...others] = await openTabs(context, site, 3);
  if (leader === undefined) throw new Error('no tab');
  let answer = (): void => undefined;
  const navigating = new Promise<void>((resolve) => {
    void leader.route('**/*', async (route) => {
      if (route.request().isNavigationRequest()) {
        const held = new Promise<void>((go) => (answer = go));
        resolve();
        await held;
      }
      await route.continue();
    });
  });
  const reloaded = leader.reload();
  await navigating;
  // Firefox aborts the requests of a page when a navigation starts. It may not happen, so the tab requests again.
  for (const page of others) await moreMessages(look(page), 50);
  for (const page of others) expect((await look(page)()).led).toBe(0);
  answer();
  await reloaded;
  await expectHandOver(site, others);
});

test('an end of the feed reaches every tab', async ({ context, site }) => {
  const pages = await openTabs(context, site, 3);
  site.server.faults.status({ code: 404, transport: 'sse' });
  site.server.faults.drop();
  for (const page of pages) {
    await poll(async () => (await look(page)()).end, { timeout: 20_000 }).toContain('404');
  }
});
