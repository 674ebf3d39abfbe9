import type { Browser, BrowserContext, LaunchOptions, PlaywrightWorkerArgs } from '@playwright/test';
import { ChromiumProcess } from '../support/chromium-process';
import { withTabProcesses } from '../support/tab-process';

/**
 * A browser whose tabs have a process each. In Chromium all but the one in front are hidden, as for a user, so their
 * timers are late. Playwright's Firefox shows all.
 */
export interface ChatBrowser {
  readonly name: string;
  readonly browser: Browser;
  /** The windows that are not private. */
  readonly context: BrowserContext;
}

type Use = (browser: ChatBrowser) => Promise<void>;

type Playwright = PlaywrightWorkerArgs['playwright'];

export async function withChatBrowser(
  playwright: Playwright,
  browserName: string,
  launchOptions: LaunchOptions,
  use: Use,
): Promise<void> {
  if (browserName === 'firefox') await withFirefox(playwright, launchOptions, use);
  else await withChromium(playwright, [], use);
}

/** A Chromium that Playwright starts keeps every page visible and focused, and freezes none. This one starts by itself. */
export async function withChromium(playwright: Playwright, args: readonly string[], use: Use): Promise<void> {
  const chromium = await ChromiumProcess.launch(...args);
  try {
    const browser = await playwright.chromium.connectOverCDP(chromium.address, { noDefaults: true });
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no window');
    await use({ name: 'chromium', browser, context });
    await browser.close();
  } finally {
    await chromium.end();
  }
}

async function withFirefox(playwright: Playwright, launchOptions: LaunchOptions, use: Use): Promise<void> {
  await withTabProcesses(launchOptions, async (options) => {
    const browser = await playwright.firefox.launch(options);
    await use({ name: 'firefox', browser, context: await browser.newContext() });
    await browser.close();
  });
}
