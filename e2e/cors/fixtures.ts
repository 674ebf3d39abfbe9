import { test as base, type Page } from '@playwright/test';
import type { AskOptions, Outcome } from './page';
import { Site } from './site';

interface TestFixtures {
  /** Asks from the page, as `ask` of the page does, by default the other site under a path that was never asked before. */
  readonly ask: (options?: AskOptions, url?: string) => Promise<Outcome>;
}

interface WorkerFixtures {
  readonly site: Site;
  readonly asking: Page;
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
  asking: [
    async ({ browser, site }, use) => {
      const page = await browser.newPage();
      await page.goto(site.page);
      await use(page);
      await page.close();
    },
    { scope: 'worker' },
  ],
  ask: async ({ asking, site }, use) => {
    site.seen.length = 0;
    // A new path each time: the browser remembers the preflights of an address.
    await use((options = {}, url = `${site.asked}/${String(++paths)}?token=secret`) =>
      asking.evaluate(([to, how]) => window.ask(to, how), [url, options] as const),
    );
  },
});

export { expect } from '@playwright/test';
