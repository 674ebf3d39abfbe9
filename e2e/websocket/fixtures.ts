import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { bundle } from '../support/bundle';
import type { Piece, Seen, SocketOptions } from './page';
import { Site } from './site';

/** The page of the site. */
export class Lab {
  readonly site: Site;
  readonly #page: Page;

  constructor(page: Page, site: Site) {
    this.#page = page;
    this.site = site;
  }

  async start(path: string, options: SocketOptions = {}): Promise<RunningSocket> {
    const number = await this.#page.evaluate(([to, how]) => window.sockets.start(to, how), [path, options] as const);
    return new RunningSocket(this.#page, number);
  }
}

/** A subscription in the page. */
export class RunningSocket {
  readonly #page: Page;
  readonly #number: number;

  constructor(page: Page, number: number) {
    this.#page = page;
    this.#number = number;
  }

  async seen(): Promise<Seen> {
    const seen = await this.#page.evaluate((number) => window.sockets.seen(number), this.#number);
    if (seen === undefined) throw new Error('there is no such stream');
    return seen;
  }

  readonly values = async (): Promise<unknown[]> => (await this.seen()).values;
  readonly events = async (): Promise<string[]> => (await this.seen()).events;
  readonly end = async (): Promise<Seen['end']> => (await this.seen()).end;

  async send(...pieces: readonly Piece[]): Promise<void> {
    await this.#page.evaluate(
      ([number, all]) => {
        window.sockets.send(number, ...all);
      },
      [this.#number, pieces] as const,
    );
  }

  async flood(count: number, length: number): Promise<void> {
    await this.#page.evaluate(
      ([number, ...how]) => {
        window.sockets.flood(number, ...how);
      },
      [this.#number, count, length] as const,
    );
  }

  async stop(): Promise<void> {
    await this.#page.evaluate((number) => window.sockets.stop(number), this.#number);
  }
}

export const test = base.extend<{ readonly lab: Lab }, { readonly script: string }>({
  script: [
    async ({}, use) => {
      await use(await bundle(join(__dirname, 'page.ts')));
    },
    { scope: 'worker' },
  ],
  lab: async ({ page, script }, use) => {
    const site = await Site.serve(script);
    await page.goto(site.origin);
    await use(new Lab(page, site));
    await page.close();
    site.stop();
  },
});

export { expect } from '@playwright/test';
