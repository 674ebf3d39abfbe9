import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serveEchoes } from '../../tools/browser/secrets/server';
import { bundle } from '../support/bundle';

test('no error and no log line of the browser holds a secret of its input', async ({ page }) => {
  const server = await serveEchoes(await bundle(join(__dirname, 'page.ts')));
  await page.goto(server.http);
  const { count, leaks, silent } = await page.evaluate(() => window.findLeaks());
  expect(leaks).toEqual([]);
  expect(silent).toEqual([]);
  expect(count).toBeGreaterThan(150);
  await page.close();
  await server.stop();
});
