import { testAngular } from './angular-apps.mjs';

// Angular is the workspace's own, above its folder.
testAngular('an application of Angular 22 without zone.js', {
  name: 'angular-22',
  connections: 1,
  types: ['node16', 'nodenext', 'bundler'].map((resolution) => ({ resolution, compiler: 'typescript-7.0', withAngular: true })),
});
