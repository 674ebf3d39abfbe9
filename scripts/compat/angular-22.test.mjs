import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHROMIUM } from '../../tools/browser/chromium.ts';
import { NG, testAngular } from './angular-apps.mjs';
import { node } from './consumer.mjs';

// Angular is the workspace's own, above its folder.
testAngular('an application of Angular 22 without zone.js', {
  name: 'angular-22',
  providers: 'src/app/app.config.ts',
  connections: 1,
  types: ['node16', 'nodenext', 'bundler'].map((resolution) => ({
    resolution,
    compiler: 'typescript-7.0',
    withAngular: true,
  })),
  more: (folder) => {
    test('ng test runs its test, and those that were generated, in Vitest with jsdom', async () => {
      assert.match(await node(folder(), NG, 'test', '--watch=false'), /Tests +3 passed/);
    });
    test('ng test runs them in Chromium', async () => {
      process.env.CHROME_BIN = CHROMIUM.executablePath;
      assert.match(await node(folder(), NG, 'test', '--watch=false', '--browsers=ChromiumHeadless'), /Tests +3 passed/);
    });
  },
});
