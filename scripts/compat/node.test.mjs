import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { consumer, environment } from './consumer.mjs';
import { openServer } from './site.mjs';

const PLATFORM = `${process.platform}-${process.arch}`;
const PROGRAM = process.platform === 'win32' ? 'node.exe' : 'node';
// Where npm has no Node for this machine, or not of this version, only the workspace's own is tested.
const VERSIONS = [20, Number(process.versions.node.split('.')[0]), 24];

describe('Node', () => {
  /** @type {string} */
  let folder;
  /** @type {Awaited<ReturnType<typeof openServer>>} */
  let server;
  before(async () => {
    folder = await consumer('nodes');
    server = await openServer();
  });
  after(() => server?.close());

  for (const version of new Set(VERSIONS)) {
    for (const script of ['receive.mjs', 'receive.cjs']) {
      const how = script.endsWith('.mjs') ? 'import' : 'require()';
      test(`${version}: ${how} of ngx-comet/core and ngx-comet/tabs receives a feed, and Node ends`, async (t) => {
        const program = programOf(folder, version);
        if (program === undefined) return t.skip(`npm has no Node ${version} for ${PLATFORM}`);
        const { child, ended } = start(program, join(folder, script), `${server.feed}?latest=0`);
        t.after(() => child.kill());
        // Its output says more than the time that ran out.
        await Promise.race([server.connections(1), ended]);
        for (const price of [7, 8]) server.publish(price);
        assert.deepEqual(await ended, { code: 0, output: ['7', '8'], errors: '' });
        await server.connections(0);
      });
    }
  }
});

function programOf(/** @type {string} */ folder, /** @type {number} */ version) {
  if (process.version.startsWith(`v${version}.`)) return process.execPath;
  const program = join(folder, 'node_modules', `node-${version}-${PLATFORM}`, 'bin', PROGRAM);
  return existsSync(program) ? program : undefined;
}

/** Starts a script. */
function start(/** @type {string} */ program, /** @type {string} */ script, /** @type {string} */ url) {
  const child = spawn(program, [script, url], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill();
  process.once('exit', end);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  /** @type {Promise<{ code: number | null, output: readonly string[], errors: string }>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', end);
      resolve({ code, output: output.trim().split('\n'), errors });
    });
  });
  return { child, ended };
}
