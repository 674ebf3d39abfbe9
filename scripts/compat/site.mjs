import { chromium } from '@playwright/test';
import { createPushServer } from '../../projects/push-server/src/server.ts';
import { CHROMIUM } from '../../tools/browser/chromium.ts';

// Milliseconds until a condition must hold, on a machine that is busy with other tests.
const LIMIT = 60_000;
const STEP = 25;

/** A server with the feed `prices`, and with the files of a folder if there is one. */
export async function openServer(/** @type {string | undefined} */ files) {
  const server = createPushServer({ static: files, tickEvery: 0 });
  const { href } = await server.listen();
  return {
    href,
    feed: new URL('/feeds/prices/sse', href).href,
    publish: (/** @type {number} */ price) => server.hub.publish('prices', price),
    /** Waits for this number of open connections. */
    connections: (/** @type {number} */ count) =>
      until(`${count} connections`, () => server.stats().live.total === count),
    close: () => server.close(),
  };
}

/** Serves the files of a folder, and opens them in Chromium. */
export async function openSite(/** @type {string} */ files) {
  const server = await openServer(files);
  const browser = await chromium.launch(CHROMIUM).catch(async (error) => {
    await server.close();
    throw error;
  });
  const page = await browser.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  await page.goto(server.href);
  return {
    ...server,
    page,
    /** What the page and its workers reported as errors or warnings. */
    problems,
    /** Waits until an element shows this text. */
    shows: async (/** @type {string} */ selector, /** @type {string} */ text) => {
      await page
        .locator(selector)
        .filter({ hasText: new RegExp(`^${text}$`) })
        .waitFor({ timeout: LIMIT });
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Waits until a condition holds. */
async function until(/** @type {string} */ what, /** @type {() => boolean} */ condition) {
  const deadline = performance.now() + LIMIT;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${LIMIT / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
}
