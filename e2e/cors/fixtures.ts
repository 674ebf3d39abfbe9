import { test as base, type Page } from '@playwright/test';
import type { AskOptions, Outcome } from './page';
import { Site } from './site';

interface TestFixtures {
  /** Calls `ask` of the page, by default for the other site and a path that was not requested before. */
  readonly ask: (options?: AskOptions, url?: string) => Promise<Outcome>;
}

interface WorkerFixtures {
  readonly site: Site;
  /** The page that sends the requests. */
  readonly client: Page;
}

let paths = 0;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  site: [
    async ({}, use) => {
      const site = new Site();
      await site.start();
      await use(site);
      site.stop();
    },
    { scope: 'worker' },
  ],
  client: [
    async ({ browser, site }, use) => {
      const page = await browser.newPage();
      await page.goto(site.page);
      await use(page);
      await page.close();
    },
    { scope: 'worker' },
  ],
  ask: async ({ client, site }, use) => {
    site.seen.length = 0;
    // A new path each time, because the browser caches the preflights of a URL.
    await use((options = {}, url = `${site.api}/${String(++paths)}?token=secret`) =>
      client.evaluate(([to, how]) => window.ask(to, how), [url, options] as const),
    );
  },
});

export { expect } from '@playwright/test';
