import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { bundle } from '../support/bundle';
import { poll } from '../support/poll';
import { RABBITMQ, rabbitMq } from './rabbitmq';
import type {} from './rabbitmq-page';

const PRICES = '/queue/prices';
const STREAM = { 'x-queue-type': 'stream', durable: 'true', 'auto-delete': 'false' };
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index).padStart(3, '0'));

// Skipped if the broker is missing; `install.mjs` reports it, and fails in CI. In one browser: it takes seconds to start.
if (existsSync(RABBITMQ))
  test('the streams of RabbitMQ go on after the last offset, and report a gap after a deletion', async ({ page }) => {
    const script = await bundle(join(__dirname, 'rabbitmq-page.ts'));
    const site = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><link rel="icon" href="data:,"><title>page</title><script>${script}</script>`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const broker = await rabbitMq();
    try {
      await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
      const publish = (bodies: readonly string[]): Promise<void> =>
        page.evaluate((all) => window.stream.publish(...all), [broker.direct, PRICES, bodies, STREAM] as const);
      const seen = (): Promise<readonly string[]> => page.evaluate(() => window.stream.seen());

      await publish(numbers(0, 2));
      await page.evaluate((all) => window.stream.start(...all), [broker.url, PRICES, 'first'] as const);
      await poll(seen).toEqual(['first', ...numbers(0, 2)]);

      broker.cut('refuse');
      await publish(numbers(3, 5));
      broker.cut('accept');
      await poll(seen).toEqual(['first', ...numbers(0, 2), 'unknown', 'resumed', ...numbers(3, 5)]);

      broker.cut('refuse');
      const large = numbers(6, 60).map((body) => body.padEnd(2_000, '.'));
      for (let sent = 0; sent < large.length; sent += 5) await publish(large.slice(sent, sent + 5));
      broker.cut('accept');
      await poll(async () => (await seen()).at(-1)).toBe('060');
      const last = (await seen()).slice(9);
      expect(last.slice(0, 2)).toEqual(['unknown', 'gap']);
      expect(last.slice(2)).toEqual(numbers(60 - last.length + 3, 60));

      await page.evaluate(() => window.stream.stop());
      await poll(broker.open).toBe(0);
    } finally {
      await page.close();
      broker.stop();
      site.close();
    }
  });
