import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { bundle } from '../support/bundle';
import { poll } from '../support/poll';

/** Of Chromium's own `Observable`; the built package. */
class Feed {
  readonly cursors: (string | undefined)[] = [];
  readonly open = new Set<ServerResponse>();

  send(id: number): void {
    for (const response of this.open) response.write(`id: ${id}\ndata: ${id}\n\n`);
  }

  cut(): void {
    for (const response of this.open) response.destroy();
  }
}

const test = base.extend<{ feed: Feed; tab: Page }, { script: string }>({
  script: [
    async ({}, use) => {
      await use(await bundle(join(__dirname, 'page.ts'), 'build'));
    },
    { scope: 'worker' },
  ],
  feed: async ({}, use) => {
    await use(new Feed());
  },
  tab: async ({ page, script, feed }, use) => {
    const server = createServer((request, response) => {
      if (request.url === '/')
        return void response.end('<!doctype html><title>feed</title><link rel="icon" href="data:,">');
      if (request.url !== '/prices') return void response.writeHead(403).end();
      feed.cursors.push(request.headers['last-event-id'] as string | undefined);
      feed.open.add(response);
      response.on('close', () => feed.open.delete(response));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 1\n\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: script });
    await use(page);
    await page.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

test('a feed as a native Observable is shared, continues after the cursor, and ends with its last signal', async ({
  tab,
  feed,
}) => {
  const seen = (who: 'first' | 'second'): Promise<string[]> => tab.evaluate((name) => window.native[name], who);
  await tab.evaluate(() => window.native.watch('first'));
  await poll(() => feed.open.size).toBe(1);
  feed.send(1);
  await poll(() => seen('first')).toEqual(['1']);
  await tab.evaluate(() => window.native.watch('second'));
  feed.send(2);
  await poll(() => seen('second')).toEqual(['2']);
  feed.cut();
  await poll(() => feed.cursors).toEqual([undefined, '2']);
  feed.send(3);
  await poll(() => seen('first')).toEqual(['1', '2', '3']);
  await tab.evaluate(() => window.native.abort());
  feed.send(4);
  await poll(() => seen('second')).toEqual(['2', '3', '4']);
  expect(await seen('first')).toEqual(['1', '2', '3']);
  expect(feed.open.size).toBe(1);
  await tab.evaluate(() => window.native.abort());
  await poll(() => feed.open.size).toBe(0);
  expect(feed.cursors).toHaveLength(2);
});

test('an error crosses to a native Observable', async ({ tab }) => {
  await tab.evaluate(() => window.native.watchRefused());
  await poll(() => tab.evaluate(() => window.native.first)).toEqual(['PushError']);
});

test('events of when() cross to RxJS until it unsubscribes', async ({ tab }) => {
  expect(
    await tab.evaluate(() => {
      window.native.click();
      return window.native.clicks;
    }),
  ).toEqual(['click', 'click']);
});
