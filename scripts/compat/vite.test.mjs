import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { consumer, installArchive, node } from './consumer.mjs';
import { openSite } from './site.mjs';
import { assertTypes } from './types.mjs';

const ELEMENTS = {
  'the page, shared across tabs': '#page',
  'a web worker': '#worker',
  'a service worker': '#service-worker',
  'React with useSyncExternalStore': '#react output',
};

describe('an application of Vite without Angular', () => {
  /** @type {string} */
  let folder;
  /** @type {Awaited<ReturnType<typeof openSite>> | undefined} */
  let site;
  before(async () => {
    const cached = await consumer('vite');
    // Outside the repository, where no Angular can be found in a folder above.
    folder = mkdtempSync(join(tmpdir(), 'compat-vite-'));
    cpSync(cached, folder, { recursive: true });
    rmSync(join(folder, 'node_modules', 'ngx-comet'), { recursive: true });
  });
  after(async () => {
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('npm install of the package brings no Angular', async () => {
    const packages = () => readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    const before = packages();
    await installArchive(folder);
    assert.deepEqual(
      packages().filter((name) => !before.includes(name)),
      ['@standard-schema', 'ngx-comet', 'tslib'].filter((name) => !before.includes(name)),
    );
    assert.ok(!existsSync(join(folder, 'node_modules', '@angular')));
  });

  test('vite build bundles it', async () => {
    await node(folder, join(folder, 'node_modules', 'vite', 'bin', 'vite.js'), 'build');
    assert.ok(existsSync(join(folder, 'dist', 'service-worker.js')));
  });

  test('all of it receives values as they are published', async (t) => {
    site = await openSite(join(folder, 'dist'));
    const { connections, problems, publish, shows } = site;
    await connections(4);
    for (const price of [7, 8]) publish(price);
    for (const [name, selector] of Object.entries(ELEMENTS)) await t.test(name, () => shows(selector, '8'));
    assert.deepEqual(problems, []);
  });

  for (const resolution of ['node16', 'nodenext', 'bundler']) {
    test(`the entry points without Angular have types by moduleResolution ${resolution}`, () =>
      assertTypes(folder, { resolution, compiler: 'typescript-7.0', withAngular: false }));
  }
});
