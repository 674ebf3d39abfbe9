import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHROMIUM } from '../../tools/browser/chromium.ts';
import { NG, testAngular } from './angular-apps.mjs';
import { hasTesting, node } from './consumer.mjs';

// Angular is the workspace's own, above its folder.
testAngular('an application of Angular 22 without zone.js', {
  name: 'angular-22',
  connections: 1,
  types: ['node16', 'nodenext', 'bundler'].map((resolution) => ({
    resolution,
    compiler: 'typescript-7.0',
    withAngular: true,
  })),
  more: (folder) => {
    if (!hasTesting()) return;
    test('ng test runs a test with ngx-comet/testing in Vitest with jsdom', async () => {
      assert.match(await node(folder(), NG, 'test', '--watch=false'), /Tests +1 passed/);
    });
    test('ng test runs it in Chromium', async () => {
      process.env.CHROME_BIN = CHROMIUM.executablePath;
      assert.match(await node(folder(), NG, 'test', '--watch=false', '--browsers=ChromiumHeadless'), /Tests +1 passed/);
    });
  },
});
