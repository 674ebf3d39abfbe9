import { join } from 'node:path';
import { test as base, type Browser, type Page } from '@playwright/test';
import { createPushServer } from '../../projects/push-server/src/server.ts';
import { withPage } from '../support/bundle';

interface TestFixtures {
  /** A page of a public server. `setting` is the answer of the user to the question for the local network. */
  readonly open: (setting: 'granted' | 'denied') => Promise<Page>;
}

interface WorkerFixtures {
  readonly files: string;
  /** The feed, on a server of this computer. */
  readonly device: { readonly feed: string; readonly requests: () => number };
  /** A Chromium that takes one server of this computer for a public one, by the name `app.example`. */
  readonly outside: { readonly browser: Browser; readonly origin: string };
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  files: [
    async ({}, use) => {
      await withPage(join(__dirname, 'page.ts'), use);
    },
    { scope: 'worker' },
  ],
  device: [
    async ({}, use) => {
      // The page of the public server opens a WebSocket, too.
      const server = createPushServer({ tickEvery: 20, origins: '*' });
      const url = await server.listen();
      await use({
        feed: new URL('/feeds/ticker', url).href,
        requests: () => Object.values(server.stats().requests).reduce((sum, count) => sum + count, 0),
      });
      await server.close();
    },
    { scope: 'worker' },
  ],
  outside: [
    async ({ files, playwright, launchOptions }, use) => {
      const server = createPushServer({ static: files, hosts: ['app.example'] });
      const { host, port } = await server.listen();
      const origin = `http://app.example:${port}`;
      const args = [
        '--host-resolver-rules=MAP app.example 127.0.0.1',
        `--ip-address-space-overrides=${host}=public`,
        // Only a secure context may ask the user.
        `--unsafely-treat-insecure-origin-as-secure=${origin}`,
      ];
      const browser = await playwright.chromium.launch({
        ...launchOptions,
        args: [...(launchOptions.args ?? []), ...args],
      });
      await use({ browser, origin });
      await browser.close();
      await server.close();
    },
    { scope: 'worker' },
  ],
  open: async ({ outside: { browser, origin } }, use) => {
    const context = await browser.newContext();
    await use(async (setting) => {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      const { targetInfo } = await session.send('Target.getTargetInfo');
      const { browserContextId } = targetInfo;
      const all = await browser.newBrowserCDPSession();
      for (const name of ['local-network', 'loopback-network']) {
        const permission = { permission: { name }, setting, origin };
        await all.send(
          'Browser.setPermission',
          browserContextId === undefined ? permission : { ...permission, browserContextId },
        );
      }
      await page.goto(origin);
      return page;
    });
    await context.close();
  },
});

export { expect } from '@playwright/test';
