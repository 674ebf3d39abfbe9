import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { consumer, node } from './consumer.mjs';
import { openSite } from './site.mjs';
import { assertTypes } from './types.mjs';

// The builders and the compiler are those of the application; only the command is the workspace's.
export const NG = 'node_modules/@angular/cli/bin/ng.js';

/**
 * The tests of an application of Angular that shows the phase and the price. It is as `ng new` makes it: the schematics of
 * the package add the rest.
 *
 * @param {string} title
 * @param {object} app
 * @param {string} app.name a folder of e2e/compat
 * @param {string} app.providers the file with the providers
 * @param {number} app.connections how many its page opens
 * @param {Parameters<typeof assertTypes>[1][]} app.types how its types are compiled
 * @param {(folder: () => string) => void} [app.more] more tests in its folder
 */
export function testAngular(title, { name, providers, connections, types, more }) {
  describe(title, () => {
    /** @type {string} */
    let folder;
    /** @type {Awaited<ReturnType<typeof openSite>> | undefined} */
    let site;
    before(async () => {
      folder = await consumer(name);
    });
    after(() => site?.close());

    // The package is there, so `ng add` installs nothing.
    const add = () => node(folder, NG, 'add', 'ngx-comet', '--demo', '--skip-confirmation');
    test('ng add adds providePush() and the feed of the demo', async () => {
      const before = filesOf(folder);
      await add();
      const after = filesOf(folder);
      assert.deepEqual(changes(before, after), ['angular.json', 'feed-server.mjs', 'proxy.conf.mjs', providers]);
      assert.match(after[providers], /^import \{ providePush \} from 'ngx-comet';$/m);
      assert.match(after[providers], /providers: \[provide\w+\(\), providePush\(\)\]/);
    });

    test('ng add changes nothing the second time', async () => {
      const before = filesOf(folder);
      assert.match(await add(), /already has providePush\(\)/);
      assert.deepEqual(changes(before, filesOf(folder)), []);
    });

    test('ng generate writes a feed and its tests', async () => {
      const before = filesOf(folder);
      await node(folder, NG, 'generate', 'ngx-comet:feed', 'prices', '--transport=sse');
      assert.deepEqual(changes(before, filesOf(folder)), ['src/app/prices.spec.ts', 'src/app/prices.ts']);
    });

    test('ng build compiles it for production, with providePush()', async () => {
      await node(folder, NG, 'build', '--source-map');
      assert.ok(existsSync(join(folder, 'dist', 'browser', 'index.html')));
      // Its calls have other names now, but the source maps tell the names in the sources.
      const maps = globSync('dist/browser/*.js.map', { cwd: folder }).map((file) =>
        readFileSync(join(folder, file), 'utf8'),
      );
      assert.ok(maps.some((map) => JSON.parse(map).names.includes('providePush')));
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

/**
 * The text of each file of a consumer, without its packages.
 *
 * @returns {Record<string, string>}
 */
function filesOf(/** @type {string} */ folder) {
  const files = readdirSync(folder)
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => [name, ...globSync(`${name}/**`, { cwd: folder })])
    .filter((file) => statSync(join(folder, file)).isFile());
  return Object.fromEntries(
    files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(folder, file), 'utf8')]),
  );
}

/** The files that differ. */
function changes(/** @type {Record<string, string>} */ before, /** @type {Record<string, string>} */ after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((file) => before[file] !== after[file])
    .sort();
}
