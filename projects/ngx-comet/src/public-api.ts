/**
 * `PushService`, its providers, signals and resources for Angular; re-exports `ngx-comet/core`.
 *
 * @packageDocumentation
 */
import type { HttpContext } from '@angular/common/http';

export * from 'ngx-comet/core';
export {
  providePush,
  withDefaults,
  withLogger,
  withRetry,
  withRoutes,
  type PushFeature,
  type PushFeatureKind,
} from './provide/provide-push';
export { withDiagnostics } from './provide/with-diagnostics';
export { withHttpClient } from './provide/with-http-client';
export { withServerSnapshot, type ServerSnapshotOptions } from './provide/with-server-snapshot';
export { injectPush, type PushFactory } from './service/inject-push';
export type { ConnectOptions } from './service/connect-options';
export type { PushConnection } from './service/push-connection';
export { PushService } from './service/push-service';
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
} from './service/tokens';
export type { PushEventSource, PushSource } from './signals/follow';
export { pushResource, type PushResourceOptions } from './signals/push-resource';
export { pushSignal, type PushSignal, type PushSignalOptions } from './signals/push-signal';
export type { PushResourceRef } from './signals/resource-facade';

// Here, because the bundler of the declarations leaves it out elsewhere.
declare module 'ngx-comet/core' {
  /** The `HttpContext` that interceptors get. */
  interface RequestContext extends HttpContext {}
}
