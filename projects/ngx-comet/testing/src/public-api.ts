/**
 * Tests of Angular components that listen, without a network; re-exports `ngx-comet/core/testing`.
 *
 * @packageDocumentation
 */
export * from 'ngx-comet/core/testing';
export { providePushTesting } from './provide-push-testing';
