import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { createPushServer } from '../../projects/push-server/src/server.ts';
import { withPage } from '../support/bundle';
import type { Seen } from './page';
import { poll } from '../support/poll';

/** Messages of a feed. */
const PER_SECOND = 4;
const LIMITS = ['without limits', 'with limits of 3 s'] as const;

/** A page with four messages a second over every transport. */
class BusyPage {
  readonly #page: Page;
  readonly #name: string;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.#name = name;
  }

  seen(): Promise<Record<string, Seen>> {
    return this.#page.evaluate(() => window.everyFeed);
  }

  block(ms: number): Promise<void> {
    return this.#page.evaluate((busy) => window.block(busy), ms);
  }

  setClock(by: number): Promise<void> {
    return this.#page.evaluate((change) => window.setClock(change), by);
  }

  /** Waits until every feed has brought `count` messages more than `before`. */
  async receives(count: number, before: Record<string, Seen>): Promise<void> {
    await poll(
      async () => {
        const now = await this.seen();
        return Math.min(
          ...Object.entries(now).map(([name, { numbers }]) => numbers.length - (before[name]?.numbers.length ?? 0)),
        );
      },
      { message: this.#name },
    ).toBeGreaterThanOrEqual(count);
  }

  /** Every feed has one connection, and all messages since its first one. */
  async expectWhole(): Promise<void> {
    const feeds = await this.seen();
    for (const [name, { numbers, events }] of Object.entries(feeds)) {
      expect.soft(events, `${name} ${this.#name}`).toEqual(['connecting', 'open']);
      expect.soft(numbers, `${name} ${this.#name}`).toEqual(numbers.map((_, n) => (numbers[0] ?? 0) + n));
    }
    expect(Object.keys(feeds)).toHaveLength(4);
  }
}

/** Two pages at once, each in a browser profile of its own, because a profile has six connections to a server. */
export class BusyPages {
  readonly #pages: readonly BusyPage[];

  constructor(pages: readonly Page[]) {
    this.#pages = pages.map((page, n) => new BusyPage(page, LIMITS[n] ?? ''));
  }

  /** Does the work in both pages, and waits for what is sent meanwhile and for `seconds` after it. */
  async during(ms: number, seconds: number, work: (page: BusyPage) => Promise<void>): Promise<void> {
    await this.#each(async (page) => {
      const before = await page.seen();
      await work(page);
      await page.receives((ms / 1_000 + seconds) * PER_SECOND, before);
    });
  }

  expectWhole(): Promise<void> {
    return this.#each((page) => page.expectWhole());
  }

  async #each(work: (page: BusyPage) => Promise<void>): Promise<void> {
    await Promise.all(this.#pages.map(work));
  }
}

export const test = base.extend<{ busy: BusyPages }, { files: string }>({
  files: [
    async ({}, use) => {
      await withPage(join(__dirname, 'page.ts'), use, 'sources');
    },
    { scope: 'worker' },
  ],
  busy: async ({ browser, files }, use) => {
    const server = createPushServer({ static: files, tickEvery: 1_000 / PER_SECOND });
    const { href } = await server.listen();
    const pages = await Promise.all(LIMITS.map(() => browser.newPage()));
    await Promise.all(pages.map((page, n) => page.goto(new URL(n === 0 ? '/' : '/?limits', href).href)));
    await use(new BusyPages(pages));
    await Promise.all(pages.map((page) => page.close()));
    await server.close();
  },
});
