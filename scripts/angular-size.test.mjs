// Builds a small application for production, without a stream and with one, and compares what the browser loads. It also
// checks that an application which names one transport contains no other one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ROOT } from './lib/run.mjs';

const BUILDS = join(ROOT, 'dist', 'e2e-size');
const APPS = /** @type {const} */ (['no-stream', 'one-stream', 'push-service']);

/**
 * What one SSE stream by way of Angular adds to a production build, in bytes after gzip, with the parts of RxJS that the
 * application had no use for before. Hardly above the size reached: whoever adds to it must say so.
 */
const ONE_STREAM = 22_400;

/** Text that only the named transport has. */
const TEXTS = { 'http-stream': '"http-stream"', websocket: 'arraybuffer', polling: 'If-None-Match', jsonp: 'srcdoc' };

describe('an Angular production build', () => {
  /** @type {Record<string, string>} */
  let bundles = {};

  before(() => {
    rmSync(BUILDS, { recursive: true, force: true });
    for (const app of APPS) build(app);
    bundles = Object.fromEntries(APPS.map((app) => [app, scripts(app)]));
  });

  test(`grows by at most ${ONE_STREAM / 1_000} kB by injectPush(sse$)`, (context) => {
    const [none = 0, one = 0, all = 0] = APPS.map((app) => gzipSync(bundles[app] ?? '', { level: 9 }).length);
    context.diagnostic(`injectPush(sse$) adds ${one - none} bytes after gzip, PushService ${all - none}`);
    assert.ok(one - none <= ONE_STREAM, `it adds ${one - none} bytes`);
    assert.ok(one < all, 'PushService, which contains all transports, is not smaller');
  });

  for (const [transport, text] of Object.entries(TEXTS)) {
    test(`with injectPush(sse$) contains nothing of ${transport}`, () => {
      assert.ok(bundles['push-service']?.includes(text), `the text ${text} stands for ${transport}`);
      assert.ok(!bundles['one-stream']?.includes(text), `${text} is in the bundle`);
    });
  }

  test('contains no check of options', () => {
    assert.ok(!bundles['push-service']?.includes('unknown option'));
  });
});

/** @param {string} app */
function build(app) {
  const ng = join(ROOT, 'node_modules', '@angular', 'cli', 'bin', 'ng.js');
  execFileSync(process.execPath, [ng, 'build', 'e2e-size', '--configuration', app], {
    cwd: ROOT,
    env: { ...process.env, NG_CLI_ANALYTICS: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** @param {string} app */
function scripts(app) {
  const folder = join(BUILDS, app, 'browser');
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}
