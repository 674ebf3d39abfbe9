import { diagnoseCors, type FailedRequest, type PushError } from 'ngx-comet/core';
import { EXPLAIN } from '../service/explain';
import type { PushFeature } from './provide-push';
import { sentFor } from '../http-client/sent-requests';

declare const ngDevMode: object | boolean | undefined;

/**
 * Has every HTTP stream that fails across origins say which header its server lacks: the error is of the code `cors` instead of
 * `network`, see `diagnoseCors` of `ngx-comet/core`. Such an error is final, so the stream ends with it instead of trying again.
 *
 * For development only: a production build carries none of it, and the streams report `network` and try again, as without it.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, { providers: [providePush(withDiagnostics())] });
 * ```
 */
export function withDiagnostics(): PushFeature<'diagnostics'> {
  return {
    kind: 'diagnostics',
    // Written out, as only so bundlers see what is left of it in production.
    providers: typeof ngDevMode === 'undefined' || ngDevMode ? [{ provide: EXPLAIN, useValue: explain }] : [],
  };
}

/** The interceptors know better what was sent. */
function explain(error: PushError, request: FailedRequest): Promise<PushError> {
  return diagnoseCors(error, { ...request, ...sentFor(error.cause) });
}
