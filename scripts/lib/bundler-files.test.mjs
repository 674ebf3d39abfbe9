import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { removeBundlerFiles } from './bundler-files.mjs';

const RUNTIME = 'feed-rolldown-runtime-C25Le4-w.d.ts';
/** @type {string} */
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundler-files-'));
  mkdirSync(join(folder, 'types'));
  writeFileSync(join(folder, 'types', RUNTIME), 'export { __reExport as n };');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the declarations of a bundler are removed, and no other file', () => {
  writeFileSync(join(folder, 'types', 'feed.d.ts'), 'export declare const feed: string;');
  assert.deepEqual(removeBundlerFiles(folder), [`types/${RUNTIME}`]);
  assert.deepEqual(readdirSync(join(folder, 'types')), ['feed.d.ts']);
});

test('the declarations of a bundler that another file imports are an error, and stay', () => {
  writeFileSync(join(folder, 'types', 'feed.d.ts'), `import { n } from './${RUNTIME.replace('.d.ts', '.js')}';`);
  assert.throws(() => removeBundlerFiles(folder), {
    message: `types/feed.d.ts refers to types/${RUNTIME}, a file of the bundler`,
  });
  assert.deepEqual(readdirSync(join(folder, 'types')).sort(), [RUNTIME, 'feed.d.ts'].sort());
});
