import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { bundle } from '../support/bundle';
import type { Seen, StreamOptions } from './page';
import { Site } from './site';

const PAGE = '/the-page-of-this-test';

/** A page of the same origin as any server. */
export class Lab {
  readonly #page: Page;
  readonly #script: string;

  constructor(page: Page, script: string) {
    this.#page = page;
    this.#script = script;
  }

  /** Opens a page at the server's origin, without a request to the server. */
  async visit(origin: string): Promise<void> {
    await this.#page.route(`${origin}${PAGE}`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>page</title><script>${this.#script}</script>`,
      }),
    );
    await this.#page.goto(`${origin}${PAGE}`);
  }

  /**
   * Opens a page that the server serves. With `visit`, Playwright would answer preflights too, and the server would not
   * get them.
   */
  async visitServed(url: string): Promise<void> {
    await this.#page.unrouteAll();
    await this.#page.goto(url);
    await this.#page.addScriptTag({ content: this.#script });
  }

  async start(url: string, options: StreamOptions): Promise<RunningStream> {
    const number = await this.#page.evaluate(([to, how]) => window.streams.start(to, how), [url, options] as const);
    return new RunningStream(this.#page, number);
  }
}

/** A subscription in the page. */
export class RunningStream {
  readonly #page: Page;
  readonly #number: number;

  constructor(page: Page, number: number) {
    this.#page = page;
    this.#number = number;
  }

  async seen(): Promise<Seen> {
    const seen = await this.#page.evaluate((number) => window.streams.seen(number), this.#number);
    if (seen === undefined) throw new Error('there is no such stream');
    return seen;
  }

  readonly values = async (): Promise<unknown[]> => (await this.seen()).values;
  readonly count = async (): Promise<number> => (await this.seen()).count;
  readonly end = async (): Promise<Seen['end']> => (await this.seen()).end;

  async pause(paused: boolean): Promise<void> {
    await this.#page.evaluate(([number, flag]) => window.streams.pause(number, flag), [this.#number, paused] as const);
  }

  async stop(): Promise<void> {
    await this.#page.evaluate((number) => window.streams.stop(number), this.#number);
  }
}

/** The messages that a site sends, with these numbers. */
export const numbers = (from: number, to: number): object[] =>
  Array.from({ length: to - from + 1 }, (_, step) => ({ n: from + step }));

export const test = base.extend<{ readonly lab: Lab; readonly site: Site }, { readonly script: string }>({
  script: [
    async ({}, use) => {
      await use(await bundle(join(__dirname, 'page.ts')));
    },
    { scope: 'worker' },
  ],
  lab: async ({ page, script }, use) => {
    await use(new Lab(page, script));
  },
  site: async ({ lab, page }, use) => {
    const site = await Site.http1();
    await lab.visit(site.origin);
    await use(site);
    await page.close();
    site.stop();
  },
});

export { expect } from '@playwright/test';
