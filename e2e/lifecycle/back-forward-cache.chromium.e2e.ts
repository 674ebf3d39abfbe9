// Firefox keeps no page with an open connection: see leaving.e2e.ts.
import type { Browser } from '@playwright/test';
import { expect, expectWhole, messages, test as base, watched } from './fixtures';
import { poll } from '../support/poll';

// These tests count messages and connections: a retry would hide a loss.
base.describe.configure({ retries: 0 });

/**
 * Chromium 156 keeps a page with an open socket, closes the socket by itself, and tells the page so only when it is back.
 * Without that feature it keeps no page with an open socket. A page whose sockets are closed is kept by both.
 */
const VARIANTS = [
  ['that closes sockets', '--enable-features=DisconnectWebSocketOnBFCache'],
  ['that keeps no page with a socket', '--disable-features=DisconnectWebSocketOnBFCache'],
] as const;

const test = base.extend<{ launch: (flag: string) => Promise<Browser> }>({
  launch: async ({ playwright, launchOptions }, use) => {
    let browser: Browser | undefined;
    await use(async (flag) => {
      browser = await playwright.chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), flag] });
      return browser;
    });
    await browser?.close();
  },
});

for (const transport of ['sse', 'websocket']) {
  for (const [what, flag] of VARIANTS) {
    test(`in a browser ${what}, ${transport} is closed while the page is cached, and connects once after`, async ({
      launch,
      site,
    }) => {
      const page = await (await launch(flag)).newPage();
      const stats = (): readonly [live: number, requests: number] => {
        const { live, requests } = site.server.stats();
        return [live[transport] ?? 0, requests[transport] ?? 0];
      };
      await page.goto(site.at(`/?transport=${transport}`));
      await messages(page, 3);
      await page.goto('about:blank');
      await poll(stats).toEqual([0, 1]);
      // A page that is restored from the cache emits no `load`.
      await page.goBack({ waitUntil: 'commit' });
      await poll(async () => (await watched(page)).restored).toBe(true);
      // Long enough for a late `close` of the old socket, and for a second connection.
      await messages(page, 50);
      const { seen, reasons, losses, phases } = await watched(page);
      expectWhole(seen);
      expect(reasons).toEqual(['frozen']);
      expect(losses).toBe(0);
      expect(phases).toEqual(['connecting', 'open', 'paused', 'connecting', 'open']);
      expect(stats()).toEqual([1, 2]);
    });
  }
}
