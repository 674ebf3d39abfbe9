import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { createPushServer } from '../../projects/push-server/src/server.ts';
import { withPage } from '../support/bundle';
import { Site } from './site';

export const test = base.extend<{ site: Site }, { files: string }>({
  launchOptions: [
    async ({ launchOptions, browserName }, use) => {
      // Firefox delays a WebSocket after refusals by its server, each time by half as much again: soon longer than a
      // test.
      const firefoxUserPrefs = { 'network.websocket.delay-failed-reconnects': false };
      await use(browserName === 'firefox' ? { ...launchOptions, firefoxUserPrefs } : launchOptions);
    },
    { scope: 'worker' },
  ],
  files: [
    async ({}, use) => {
      await withPage(join(__dirname, 'page.ts'), use);
    },
    { scope: 'worker' },
  ],
  site: async ({ page, files }, use) => {
    const server = createPushServer({ static: files, tickEvery: 0, buffer: 10_000 });
    const site = new Site(server, page, await server.listen());
    await site.open();
    await use(site);
    site.stopPublishing();
    await server.close();
  },
});

export { expect } from '@playwright/test';
