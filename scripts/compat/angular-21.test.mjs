import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { testAngular } from './angular-apps.mjs';
import { node } from './consumer.mjs';

testAngular('an application of Angular 21 with zone.js and an NgModule', {
  name: 'angular-21',
  providers: 'src/app/app-module.ts',
  connections: 2,
  types: [{ resolution: 'bundler', compiler: 'typescript-5.9', withAngular: true }],
  more: (folder) => {
    test('Jest with its own jsdom runs its test in fakeAsync, and those that were generated', async () => {
      const jest = join(folder(), 'node_modules', 'jest', 'bin', 'jest.js');
      assert.match(await node(folder(), jest, '--ci'), /Tests: +3 passed, 3 total/);
    });
  },
});
