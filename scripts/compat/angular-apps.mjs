import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { consumer, node } from './consumer.mjs';
import { openSite } from './site.mjs';
import { assertTypes } from './types.mjs';

// The builders and the compiler are those of the application; only the command is the workspace's.
export const NG = 'node_modules/@angular/cli/bin/ng.js';

/**
 * The tests of an application of Angular that shows the phase and the price.
 *
 * @param {string} title
 * @param {object} app
 * @param {string} app.name a folder of e2e/compat
 * @param {number} app.connections how many its page opens
 * @param {Parameters<typeof assertTypes>[1][]} app.types how its types are compiled
 * @param {(folder: () => string) => void} [app.more] more tests in its folder
 */
export function testAngular(title, { name, connections, types, more }) {
  describe(title, () => {
    /** @type {string} */
    let folder;
    /** @type {Awaited<ReturnType<typeof openSite>> | undefined} */
    let site;
    before(async () => {
      folder = await consumer(name);
    });
    after(() => site?.close());

    test('ng build compiles it for production', async () => {
      await node(folder, NG, 'build');
      assert.ok(existsSync(join(folder, 'dist', 'browser', 'index.html')));
    });

    test('its page shows values as they are published', async () => {
      site = await openSite(join(folder, 'dist', 'browser'));
      await site.connections(connections);
      await site.shows('#phase', 'open');
      for (const price of [7, 8]) {
        site.publish(price);
        await site.shows('#price', String(price));
      }
      assert.deepEqual(site.problems, []);
    });

    for (const how of types) {
      test(`every entry point has types by moduleResolution ${how.resolution}, with ${how.compiler}`, () =>
        assertTypes(folder, how));
    }
    more?.(() => folder);
  });
}
