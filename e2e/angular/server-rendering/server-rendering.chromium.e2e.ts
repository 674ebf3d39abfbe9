import type { Page } from '@playwright/test';
import type { PushServer } from '../../../projects/push-server/src/server.ts';
import { expect, NUMBERS, test } from './fixtures';
import { poll } from '../../support/poll';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

const FEEDS = ['sse', 'http-stream', 'polling', 'websocket'] as const;

/** The text of an element in the HTML of the server. */
function shown(html: string, id: string): string | undefined {
  return new RegExp(`<output[^>]* id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1];
}

/** The number of the latest message. */
function latest(push: PushServer): number {
  return push.hub.publish('numbers', 0).seq;
}

function live(push: PushServer): number {
  return push.stats().live['total'] ?? -1;
}

async function timed<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const began = performance.now();
  return { result: await run(), ms: performance.now() - began };
}

/** Opens a page whose scripts are held back until `letScripts` is called. */
async function openWithoutScripts(page: Page, url: string): Promise<{ letScripts(): void }> {
  let letScripts = (): void => undefined;
  const through = new Promise<void>((resolve) => (letScripts = resolve));
  await page.route('**/*.js', async (route) => {
    await through;
    await route.continue();
  });
  await page.goto(url, { waitUntil: 'commit' });
  return { letScripts };
}

test('without snapshots rendering finishes at once, and nothing connects', async ({ site, push }) => {
  await site.html('/silent');
  const before = push.stats().requests;
  const { result, ms } = await timed(() => site.html('/silent'));
  expect(shown(result, 'signal')).toBe('paused');
  expect(shown(result, 'resource')).toBe('loading paused');
  expect(shown(result, 'connection')).toBe('paused');
  // Every timer of a stream is longer than this, so rendering has waited for none.
  expect(ms).toBeLessThan(5_000);
  expect(push.stats().requests).toEqual(before);
});

for (const path of ['/snapshot', '/http-client']) {
  test(`${path}: the first value is in the page, and the server disconnects`, async ({ site, push }) => {
    const seq = latest(push);
    const html = await site.html(path);
    for (const id of [...FEEDS, 'signal', 'resource']) expect([id, shown(html, id)]).toEqual([id, String(seq)]);
    await poll(() => live(push)).toBe(0);
  });

  test(`${path}: every message during hydration arrives once, in order`, async ({ site, push, page }) => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    const seq = latest(push);
    const { letScripts } = await openWithoutScripts(page, site.url + path);
    await expect(page.locator('#sse')).toHaveText(String(seq));
    await page.evaluate(watchOutputs);
    let published = 0;
    for (; published < NUMBERS / 4; published++) push.hub.publish('numbers', published);
    letScripts();
    // A few at a time, during all of hydration and until all feeds are connected.
    const done = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        for (let i = 0; i < 5 && published < NUMBERS; i++, published++) push.hub.publish('numbers', published);
        if (published < NUMBERS) return;
        clearInterval(timer);
        resolve();
      }, 10);
    });
    await done;
    const numbers = Array.from({ length: NUMBERS + 1 }, (_, i) => seq + i);
    for (const feed of FEEDS) {
      await expect(page.locator(`#${feed}`)).toHaveText(String(seq + NUMBERS));
      expect(await page.evaluate((name) => window.seen?.[name], feed)).toEqual(numbers);
    }
    await expect(page.locator('#signal')).toHaveText(String(seq + NUMBERS));
    await expect(page.locator('#resource')).toHaveText(String(seq + NUMBERS));
    expect(await page.evaluate(() => window.hydrationFaults)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.goto('about:blank');
    await poll(() => live(push)).toBe(0);
  });
}

test('a source that never answers delays rendering up to the limit, and delays no other source', async ({
  site,
  push,
}) => {
  await site.html('/never');
  const { total } = (await site.health()).mute;
  const seq = latest(push);
  const { result, ms } = await timed(() => site.html('/never'));
  expect(shown(result, 'never')).toBe('nothing yet nothing yet');
  expect(shown(result, 'answered')).toBe(String(seq));
  expect(ms).toBeGreaterThan(1_990);
  expect(ms).toBeLessThan(10_000);
  await poll(async () => (await site.health()).mute).toEqual({ open: 0, total: total + 2 });
});

test('many pages leave nothing behind', async ({ site, push }) => {
  for (const path of ['/silent', '/snapshot', '/http-client', '/never']) await site.html(path);
  const before = (await site.health()).timers;
  for (let round = 0; round < 5; round++) {
    await Promise.all(['/silent', '/snapshot', '/http-client', '/never', '/snapshot'].map((path) => site.html(path)));
  }
  await poll(() => live(push)).toBe(0);
  await poll(async () => (await site.health()).mute.open).toBe(0);
  // Node's HTTP client keeps idle sockets for a while; their timers are the same as before.
  await poll(async () => (await site.health()).timers).toBeLessThanOrEqual(before);
});

test('a page that requests itself is rendered without its streams, and each makes one request', async ({ site }) => {
  const before = (await site.health()).pages;
  const html = await site.html('/own-page');
  expect(shown(html, 'own')).toBe('nothing nothing');
  expect(html).not.toContain('secret');
  expect((await site.health()).pages).toBe(before + 1 + 2);
  const page = `${site.url}/own-page`;
  const advice = 'Check `baseUrl` of withServerSnapshot() and the routes of the server';
  const refused = `ngx-comet: the server answered the request of a stream with the application itself: ${page}. ${advice}`;
  const without = (name: string): string =>
    `ngx-comet: the page is rendered without the ${name} stream: GET ${page}: the server answered 508 Loop Detected. ` +
    `The server answered a stream with a page, such as the application itself. ${advice}`;
  expect(site.said.splice(0).sort()).toEqual([without('polling'), without('sse'), refused, refused]);
});

test('deferred blocks continue after their snapshots, whenever they hydrate', async ({ site, push, page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const seq = latest(push);
  const { letScripts } = await openWithoutScripts(page, `${site.url}/deferred`);
  for (const name of ['idle', 'interaction', 'viewport', 'never']) {
    await expect(page.locator(`#${name}`)).toHaveText(String(seq));
  }
  await page.evaluate(watchOutputs);
  // The event is replayed when the block is hydrated.
  await page.locator('#interaction + button').click();
  push.hub.publish('numbers', 1);
  letScripts();
  await expect(page.locator('#idle')).toHaveText(String(seq + 1));
  await expect(page.locator('#interaction')).toHaveText(String(seq + 1));
  await expect(page.locator('#interaction + button')).toHaveText('1');
  push.hub.publish('numbers', 2);
  await expect(page.locator('#interaction')).toHaveText(String(seq + 2));
  expect(await page.evaluate(() => Object.keys(window.seen ?? {}).sort())).toEqual(['idle', 'interaction']);
  await page.locator('#viewport').scrollIntoViewIfNeeded();
  await expect(page.locator('#viewport')).toHaveText(String(seq + 2));
  const all = [seq, seq + 1, seq + 2];
  expect(await page.evaluate(() => window.seen)).toEqual({ idle: all, interaction: all, viewport: all });
  await expect(page.locator('#never')).toHaveText(String(seq));
  expect(requests.filter((url) => url.includes('block=never'))).toEqual([]);
  expect(await page.evaluate(() => window.hydrationFaults)).toEqual([]);
});

declare global {
  interface Window {
    /** The faults in the elements that the server rendered. */
    hydrationFaults?: string[];
  }
}

/** Reports elements that hydration replaces, and those that show an older number, or nothing. */
function watchOutputs(): void {
  const faults = (window.hydrationFaults = [] as string[]);
  const before = new Map([...document.querySelectorAll('output')].map((output) => [output, output.textContent]));
  new MutationObserver((changes) => {
    for (const { removedNodes } of changes) {
      for (const node of removedNodes) {
        if (before.has(node as HTMLOutputElement)) faults.push(`${(node as HTMLOutputElement).id} was replaced`);
      }
    }
    for (const [output, was] of before) {
      const now = output.textContent;
      if (Number(now || -1) < Number(was || -1)) faults.push(`${output.id} went from ${was} to ${now || 'nothing'}`);
      before.set(output, now);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
