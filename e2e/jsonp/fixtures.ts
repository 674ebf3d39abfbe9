import { test as base, type Page } from '@playwright/test';
import { Site, type Answer, type PageOptions } from './site';
import type { Outcome } from './page';

interface TestFixtures {
  /** Opens the page that sends the requests, with secrets to steal. */
  readonly open: (options?: PageOptions) => Promise<Page>;
}

interface WorkerFixtures {
  readonly site: Site;
}

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
  open: async ({ page, site }, use) => {
    site.elsewhereSeen.length = 0;
    site.strangerSeen.length = 0;
    await use(async (options) => {
      await page.goto(site.page(options));
      await page.evaluate(() => {
        localStorage.setItem('key', 'storage-secret');
        Object.assign(window, { secret: 'global-secret' });
      });
      return page;
    });
  },
});

export { expect } from '@playwright/test';

let paths = 0;

/** Sets the answer of the stranger under a new path, and returns that path. */
export function answering(site: Site, answer: Answer): string {
  const path = `/${String(++paths)}`;
  site.answers.set(path, answer);
  return path;
}

type AskOptions = Parameters<Window['comet']['ask']>[1];

/** Calls `ask` of the page. */
export function ask(page: Page, url: string, options?: AskOptions): Promise<Outcome> {
  return page.evaluate(([to, how]) => window.comet.ask(to, how), [url, options] as const);
}
