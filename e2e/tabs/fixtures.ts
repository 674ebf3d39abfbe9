import { join } from 'node:path';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { withPage } from '../support/bundle';
import { createPushServer, type PushServer } from '../../projects/push-server/src/server.ts';
import { poll } from '../support/poll';

/** The state of a tab. */
export interface Watched {
  readonly seen: readonly number[];
  readonly led: number;
  readonly asked: number;
  readonly end: string;
  readonly restored: boolean;
}

/** Reads the state of one tab. */
export type Look = () => Promise<Watched>;

/** A server with the page, and its feed, over HTTP/1.1. */
export interface Site {
  readonly server: PushServer;
  readonly at: (path: string) => string;
  /** The number of tabs with a connection. */
  readonly live: () => number;
  /** How many connections were requested; one per leader while none breaks. */
  readonly requests: () => number;
}

export const test = base.extend<{ site: Site }, { files: string }>({
  files: [
    async ({}, use) => {
      await withPage(join(__dirname, 'page.ts'), use);
    },
    { scope: 'worker' },
  ],
  site: async ({ files }, use) => {
    const server = createPushServer({ static: files, tickEvery: 20, buffer: 10_000 });
    const url = await server.listen();
    await use({
      server,
      at: (path) => new URL(path, url).href,
      live: () => server.stats().live['sse'] ?? 0,
      requests: () => server.stats().requests['sse'] ?? 0,
    });
    await server.close();
  },
});

/** Waits until a tab has received `more` messages. */
export async function moreMessages(look: Look, more = 5): Promise<void> {
  const { length } = (await look()).seen;
  await poll(async () => (await look()).seen.length).toBeGreaterThanOrEqual(length + more);
}

/** Expects every number exactly once. */
export function expectWhole({ seen, end }: Watched): void {
  expect(seen).toEqual(seen.map((_, place) => (seen[0] ?? 0) + place));
  expect(end).toBe('');
}

/** Reads the state of a page. */
export const look =
  (page: Page): Look =>
  () =>
    page.evaluate(() => (window as unknown as { sharing: Watched }).sharing);

/** Opens one tab, and waits until it gets messages. */
export async function openTab(context: BrowserContext, site: Site): Promise<Page> {
  const page = await context.newPage();
  await page.goto(site.at('/'));
  await moreMessages(look(page));
  return page;
}

/** Opens `count` tabs; the first one leads. */
export async function openTabs(context: BrowserContext, site: Site, count: number): Promise<Page[]> {
  const pages: Page[] = [];
  for (let tab = 0; tab < count; tab++) pages.push(await openTab(context, site));
  return pages;
}
