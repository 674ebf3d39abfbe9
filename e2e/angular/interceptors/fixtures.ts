import { test as base, type Page } from '@playwright/test';
import { startSite, type Site } from './site';
import { poll } from '../../support/poll';

interface TestFixtures {
  /** Opens the application, configured by the query. */
  readonly open: (query?: string) => Promise<void>;
}

export const test = base.extend<TestFixtures, { readonly site: Site }>({
  site: [
    async ({}, use) => {
      const site = await startSite();
      await use(site);
      await site.close();
    },
    { scope: 'worker' },
  ],
  open: async ({ site, page }, use) => {
    await use(async (query = '') => {
      await page.goto(site.url + query);
      await page.waitForFunction(() => 'app' in window);
    });
    await page.evaluate(() => window.app.hangUp());
    await poll(() => site.listeners.size).toBe(0);
  },
});

/** The messages of a stream so far. */
export function stream(page: Page, path: string): Promise<Window['app']['streams'][string] | undefined> {
  return page.evaluate((name) => window.app.streams[name], path);
}
