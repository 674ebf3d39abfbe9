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
  /** @type {import('@playwright/test').Browser | undefined} */
  let browser;
  const close = async () => {
    await browser?.close();
    await server.close();
  };
  try {
    browser = await chromium.launch(CHROMIUM);
    const page = await openPage(browser, server.href);
    const connections = (/** @type {number} */ count) => page.explained(server.connections(count));
    return { ...server, ...page, connections, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPage(/** @type {import('@playwright/test').Browser} */ browser, /** @type {string} */ href) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  const answer = await page.goto(href);
  // Without it, everything that the page should do is waited for in vain.
  if (!answer?.ok()) throw new Error(`there is no page, HTTP ${answer?.status()}: was it built?`);
  // What the page reported says more than the time that ran out.
  const explained = (/** @type {Promise<void>} */ waiting) =>
    waiting.catch((error) => {
      throw problems.length === 0 ? error : new Error(`the page reported ${problems.join('\n')}`, { cause: error });
    });
  return {
    /** What the page and its workers reported as errors or warnings. */
    problems,
    explained,
    /** Waits until an element shows this text. */
    shows: (/** @type {string} */ selector, /** @type {string} */ text) => {
      const shown = page.locator(selector).filter({ hasText: new RegExp(`^${text}$`) });
      return explained(shown.waitFor({ timeout: LIMIT }));
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
