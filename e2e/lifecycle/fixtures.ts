import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { createPushServer, type PushServer } from '../../projects/push-server/src/server.ts';
import { withPage } from '../support/bundle';
import { RawChromium } from '../support/raw-chromium';
import type { Watched } from './page';
import { poll } from '../support/poll';

export const test = base.extend<
  { site: { server: PushServer; at: (path: string) => string }; raw: RawChromium },
  { files: string }
>({
  // Without this the browser has no back-forward cache when a test controls it.
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  },
  files: [
    async ({}, use) => {
      await withPage(join(__dirname, 'page.ts'), use);
    },
    { scope: 'worker' },
  ],
  raw: async ({}, use) => {
    const raw = await RawChromium.launch();
    await use(raw);
    await raw.close();
  },
  site: async ({ files }, use) => {
    const server = createPushServer({ static: files, tickEvery: 20 });
    const url = await server.listen();
    await use({ server, at: (path) => new URL(path, url).href });
    await server.close();
  },
});

type Look = () => Promise<Watched>;

export const watched = (page: Page): Promise<Watched> => page.evaluate(() => window.watched);

export const rawWatched =
  (raw: RawChromium): Look =>
  async () =>
    // A new tab has no page yet.
    (await raw.evaluate<Watched | null>('window.watched ?? null')) ?? {
      seen: [],
      phases: [],
      losses: 0,
      reasons: [],
      restored: false,
      prerendered: false,
    };

export async function moreMessages(look: Look, more: number): Promise<void> {
  const { length } = (await look()).seen;
  await poll(async () => (await look()).seen.length).toBeGreaterThanOrEqual(length + more);
}

export const messages = (page: Page, more: number): Promise<void> => moreMessages(() => watched(page), more);

export function expectWhole(seen: readonly number[]): void {
  expect(seen).toEqual(seen.map((_, n) => (seen[0] ?? 0) + n));
}

export { expect } from '@playwright/test';
