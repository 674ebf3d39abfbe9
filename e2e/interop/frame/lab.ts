import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { bundle } from '../../support/bundle';
import { poll } from '../../support/poll';
import type { Seen } from './page';
import type { Subscribed } from './subscribed';

const PAGE = '/the-page-of-this-test';

/** The page under test. All tests of a worker share its tab: every one opens a new document. */
export class Lab {
  readonly #page: Page;
  readonly #html: string;
  readonly #otherOrigin: string;

  constructor(page: Page, html: string, otherOrigin: string) {
    this.#page = page;
    this.#html = html;
    this.#otherOrigin = otherOrigin;
  }

  /** Opens a page at the server's origin, without a request to the server. */
  async visit(origin: string): Promise<void> {
    const url = `${origin}${PAGE}`;
    await this.#page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: this.#html }));
    await this.#page.goto(url);
    await this.#page.unrouteAll();
  }

  /** Opens a page at an origin of its own. */
  async visitOther(): Promise<void> {
    await this.#page.goto(this.#otherOrigin);
  }

  /** What every feed of the page has seen, for a test that failed. */
  async seen(): Promise<string> {
    return JSON.stringify(await this.#page.evaluate(() => window.interop.all()));
  }

  /** The protocol of the last answer from such a URL, such as `h2`. */
  async protocolOf(part: string): Promise<string | undefined> {
    return this.#page.evaluate((wanted) => {
      const entries = performance.getEntriesByType('resource').filter(({ name }) => name.includes(wanted));
      const last = entries.at(-1);
      return last instanceof PerformanceResourceTiming ? last.nextHopProtocol : undefined;
    }, part);
  }

  async start({ recipe, url, given = {} }: Subscribed): Promise<RunningFeed> {
    const number = await this.#page.evaluate((how) => window.interop.start(...how), [recipe, url, given] as const);
    return new RunningFeed(this.#page, number);
  }
}

/** A subscription in the page. */
export class RunningFeed {
  readonly #page: Page;
  readonly #number: number;

  constructor(page: Page, number: number) {
    this.#page = page;
    this.#number = number;
  }

  readonly seen = async (): Promise<Seen> => {
    const seen = await this.#page.evaluate((number) => window.interop.seen(number), this.#number);
    if (seen === undefined) throw new Error('there is no such feed');
    return seen;
  };

  readonly numbers = async (): Promise<number[]> => (await this.seen()).numbers;

  /** Resolves when the connection has opened that often. */
  async opened(times = 1): Promise<void> {
    await poll(async () => (await this.seen()).opened.length, {
      message: 'times that it opened',
    }).toBeGreaterThanOrEqual(times);
  }

  async send(value: unknown): Promise<void> {
    await this.#page.evaluate(([number, what]) => window.interop.send(number, what), [this.#number, value] as const);
  }

  async stop(): Promise<void> {
    await this.#page.evaluate((number) => window.interop.stop(number), this.#number);
  }
}

export const test = base.extend<
  { readonly lab: Lab },
  { readonly tab: Page; readonly html: string; readonly otherOrigin: string }
>({
  html: [
    async ({}, use) => {
      const script = await bundle(join(__dirname, 'page.ts'));
      await use(`<!doctype html><link rel="icon" href="data:,"><title>page</title><body><script>${script}</script>`);
    },
    { scope: 'worker' },
  ],
  otherOrigin: [
    async ({ html }, use) => {
      const site = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end(html);
      });
      await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
      await use(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
      site.closeAllConnections();
      site.close();
    },
    { scope: 'worker' },
  ],
  tab: [
    async ({ browser, browserName }, use) => {
      // Chromium takes a page that Playwright answers for one of the public web, and asks its user before a script of
      // another origin, such as a frame of JSONP, may reach this computer. Firefox does not know the permission.
      const permissions = browserName === 'chromium' ? ['local-network-access'] : [];
      // The servers with TLS have certificates of their own.
      const page = await browser.newPage({ ignoreHTTPSErrors: true, permissions });
      await use(page);
      await page.close();
    },
    { scope: 'worker' },
  ],
  lab: async ({ tab, html, otherOrigin }, use, testInfo) => {
    const lab = new Lab(tab, html, otherOrigin);
    await use(lab);
    if (testInfo.status === 'failed' || testInfo.status === 'timedOut')
      await testInfo.attach('seen', { body: await lab.seen() });
    // Ends everything that the document still does.
    await tab.goto('about:blank');
  },
});
