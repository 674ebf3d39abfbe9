import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { createPushServer } from '../../projects/push-server/src/server.ts';
import { withPage } from '../support/bundle';
import type { Seen } from './page';

/** A page with a feed of one message a second over every transport. */
export class BusyPage {
  readonly #page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.#page = page;
    this.#url = url;
  }

  /** Opens the page and waits until every feed has brought `count` messages. */
  async open(path: string, count: number): Promise<void> {
    await this.#page.goto(new URL(path, this.#url).href);
    await this.receives(count);
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

  /** Waits until every feed has brought `count` more messages. */
  async receives(count: number): Promise<void> {
    const before = await this.seen();
    await expect
      .poll(async () => {
        const now = await this.seen();
        return Math.min(
          ...Object.entries(now).map(([name, { numbers }]) => numbers.length - (before[name]?.numbers.length ?? 0)),
        );
      })
      .toBeGreaterThanOrEqual(count);
  }

  /** Every feed has one connection, and all messages since its first one. */
  async expectWhole(): Promise<void> {
    const feeds = await this.seen();
    for (const [name, { numbers, events }] of Object.entries(feeds)) {
      expect.soft(events, name).toEqual(['connecting', 'open']);
      expect.soft(numbers, name).toEqual(numbers.map((_, n) => (numbers[0] ?? 0) + n));
    }
    expect(Object.keys(feeds)).toHaveLength(4);
  }
}

export const test = base.extend<{ busy: BusyPage }, { files: string }>({
  files: [
    async ({}, use) => {
      await withPage(join(__dirname, 'page.ts'), use, 'sources');
    },
    { scope: 'worker' },
  ],
  busy: async ({ page, files }, use) => {
    const server = createPushServer({ static: files, tickEvery: 1_000 });
    const { href } = await server.listen();
    await use(new BusyPage(page, href));
    await page.close();
    await server.close();
  },
});
