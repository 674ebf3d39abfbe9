import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { consumer, node } from './consumer.mjs';
import { openSite } from './site.mjs';

const NG = 'node_modules/@angular/cli/bin/ng.js';

describe('an application of Angular 22 without zone.js', () => {
  /** @type {string} */
  let folder;
  /** @type {Awaited<ReturnType<typeof openSite>> | undefined} */
  let site;
  // Angular is the workspace's own, above this folder; Vitest and the package are in it.
  before(async () => {
    folder = await consumer('angular-22');
  });
  after(() => site?.close());

  test('ng build compiles it', async () => {
    await node(folder, NG, 'build');
    assert.ok(existsSync(join(folder, 'dist', 'browser', 'index.html')));
  });

  test('its page shows values as they are published', async () => {
    site = await openSite(join(folder, 'dist', 'browser'));
    await site.connections(1);
    await site.shows('#phase', 'open');
    for (const price of [7, 8]) {
      site.publish(price);
      await site.shows('#price', String(price));
    }
    assert.deepEqual(site.problems, []);
  });
});
