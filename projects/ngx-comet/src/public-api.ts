/**
 * `PushService`, its providers, signals and resources for Angular; re-exports `ngx-comet/core`.
 *
 * @packageDocumentation
 */
export * from 'ngx-comet/core';
export type { PushSource } from './follow';
export {
  providePush,
  withDefaults,
  withHttpClient,
  withLogger,
  withRetry,
  withRoutes,
  type PushFeature,
  type PushFeatureKind,
} from './provide-push';
export type { PushConnection } from './push-connection';
export { pushResource, type PushResourceOptions } from './push-resource';
export { PushService } from './push-service';
export { pushSignal, type PushSignal, type PushSignalOptions } from './push-signal';
export type { PushResourceRef } from './resource-facade';
export {
  PUSH_CLOCK,
  PUSH_DEFAULTS,
  PUSH_FETCH,
  PUSH_GATE,
  PUSH_LOGGER,
  PUSH_RETRY,
  PUSH_ROUTES,
  PUSH_WEB_SOCKET,
  type PushDefaults,
} from './tokens';
export { withDiagnostics } from './with-diagnostics';
export { withServerSnapshot, type ServerSnapshotOptions } from './with-server-snapshot';
