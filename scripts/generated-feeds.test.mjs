// The services that `ng generate ngx-comet:feed` writes, and their tests: compiled with the strictest options, then run in Jest.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import jest from '../jest.config.mjs';
import { ROOT } from './lib/run.mjs';
import { changes, run, workspace } from './lib/schematic-workspace.mjs';

const FOLDER = join(ROOT, 'dist', 'generated-feeds');
const TRANSPORTS = ['sse', 'http-stream', 'websocket', 'polling', 'jsonp'];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  const shop = await workspace(['shop']);
  for (const transport of TRANSPORTS) {
    const { tree } = await run('feed', { name: `${transport}-prices`, transport, project: 'shop' }, shop);
    for (const [file, text] of Object.entries(changes(shop, tree))) writeFileSync(join(FOLDER, basename(file)), text);
  }
});
after(() => rmSync(FOLDER, { recursive: true, force: true }));

test('compile', () => {
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: { noEmit: true, types: ['jest'] },
    include: ['*.ts'],
  };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  const { status, stdout } = node('typescript/bin/tsc', '-p', FOLDER);
  assert.equal(status, 0, stdout);
});

test('pass', () => {
  const [library] = jest.projects;
  const config = { ...library, rootDir: ROOT, roots: [FOLDER], modulePathIgnorePatterns: [] };
  writeFileSync(join(FOLDER, 'jest.json'), JSON.stringify(config));
  const { status, stderr } = node('jest/bin/jest.js', '--config', join(FOLDER, 'jest.json'), '--ci');
  assert.equal(status, 0, stderr);
  assert.match(stderr, new RegExp(`^Tests: +${2 * TRANSPORTS.length} passed, ${2 * TRANSPORTS.length} total$`, 'm'));
});

function node(/** @type {string} */ script, /** @type {string[]} */ ...args) {
  return spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], { cwd: ROOT, encoding: 'utf8' });
}
