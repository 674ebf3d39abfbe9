/**
 * Tests of streams without a network and without Angular.
 *
 * @packageDocumentation
 */
export type { PushTestAnswer, PushTestConnection, PushTestRefusal } from './push-test-connection';
export type { PushTestMatcher, PushTestRequest } from './push-test-request';
export { pushTesting } from './push-testing';
export {
  PushTestingController,
  type PushTestingOptions,
  type PushTestingStreamOptions,
} from './push-testing-controller';
