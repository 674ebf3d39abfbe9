import { testAngular } from './angular-apps.mjs';

testAngular('an application of Angular 21 with zone.js and an NgModule', {
  name: 'angular-21',
  connections: 2,
  types: [{ resolution: 'bundler', compiler: 'typescript-5.9', withAngular: true }],
});
