import { diagnoseCors, type FailedRequest, type PushError } from 'ngx-comet/core';
import { sentFor } from '../http-client/sent-requests';
import { EXPLAIN } from '../service/explain';
import type { PushFeature } from './provide-push';

declare const ngDevMode: object | boolean | undefined;

/**
 * Makes every HTTP stream that fails across origins report which header its server lacks. The error has the code `cors`
 * instead of `network`, see `diagnoseCors` of `ngx-comet/core`. It is final: the stream ends with it and does not
 * reconnect.
 *
 * For development only. A production build contains none of it: there the streams report `network` and reconnect.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, { providers: [providePush(withDiagnostics())] });
 * ```
 */
export function withDiagnostics(): PushFeature<'diagnostics'> {
  return {
    kind: 'diagnostics',
    // Written out, because bundlers can only then remove the feature from a production build.
    providers: typeof ngDevMode === 'undefined' || ngDevMode ? [{ provide: EXPLAIN, useValue: explain }] : [],
  };
}

/** Interceptors may have changed the request, so the one that was sent wins. */
function explain(error: PushError, request: FailedRequest): Promise<PushError> {
  return diagnoseCors(error, { ...request, ...sentFor(error.cause) });
}
