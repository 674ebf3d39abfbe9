import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { testAngular } from './angular-apps.mjs';
import { hasTesting, node } from './consumer.mjs';

testAngular('an application of Angular 21 with zone.js and an NgModule', {
  name: 'angular-21',
  connections: 2,
  types: [{ resolution: 'bundler', compiler: 'typescript-5.9', withAngular: true }],
  more: (folder) => {
    if (!hasTesting()) return;
    test('Jest with its own jsdom runs a test with ngx-comet/testing in fakeAsync', async () => {
      const jest = join(folder(), 'node_modules', 'jest', 'bin', 'jest.js');
      assert.match(await node(folder(), jest, '--ci'), /Tests: +1 passed, 1 total/);
    });
  },
});
