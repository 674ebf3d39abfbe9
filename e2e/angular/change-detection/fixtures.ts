import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { createPushServer } from '../../../projects/push-server/src/server.ts';
import type { Counts, Way } from './page';

interface Server {
  readonly url: string;
  publish(value: number): unknown;
}

interface TestFixtures {
  readonly server: Server;
  /** Opens an application that shows the feed in one of its ways. The counts start after that. */
  readonly open: (app: string, way: Way, query?: string) => Promise<void>;
}

export const test = base.extend<TestFixtures, { readonly files: string }>({
  files: [
    async ({}, use) => {
      const files = await mkdtemp(join(tmpdir(), 'zones-'));
      await build({
        entryPoints: ['with-zone', 'zoneless'].map((name) => join(__dirname, `${name}.ts`)),
        bundle: true,
        format: 'esm',
        splitting: false,
        outdir: files,
        // zone.js does not support native async functions, so the Angular CLI compiles them as well.
        supported: { 'async-await': false },
        define: { ngDevMode: 'false' },
        tsconfig: join(__dirname, '../../../tsconfig.json'),
      });
      await writeFile(
        join(files, 'index.html'),
        '<!doctype html><link rel="icon" href="data:,"><app-root></app-root>' +
          '<script type="module">import(`/${new URLSearchParams(location.search).get("app")}.js`)</script>',
      );
      await use(files);
      await rm(files, { recursive: true });
    },
    { scope: 'worker' },
  ],
  server: async ({ files }, use) => {
    const push = createPushServer({ static: files, tickEvery: 0 });
    await use({ publish: (value) => push.hub.publish('numbers', value), url: (await push.listen()).href });
    await push.close();
  },
  open: async ({ server, page }, use) => {
    await use(async (app, way, query = '') => {
      server.publish(0);
      await page.goto(`${server.url}?app=${app}`);
      await page.waitForFunction(() => 'listen' in window);
      await page.evaluate(([how, url]) => window.listen(how, url), [way, `/feeds/numbers/sse${query}`] as const);
      await expect(page.locator('output')).toContainText('1');
      await forget(page);
    });
  },
});

/** Waits for the current work, and resets the counts. */
async function forget(page: Page): Promise<void> {
  await twoFrames(page);
  await page.evaluate(() =>
    Object.assign(window.counts, { passes: 0, templates: 0, chunks: 0, messages: 0, outside: 0 }),
  );
}

export async function counts(page: Page): Promise<Counts> {
  await twoFrames(page);
  return page.evaluate(() => ({ ...window.counts }));
}

/** Waits for two frames, outside the zone of the application. */
function twoFrames(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

export { expect } from '@playwright/test';
