import type { FailedRequest } from '../http/failed-request';
import { PushError } from '../vocabulary/push-error';
import { isPrerendering } from '../platform/page';
import { crossOriginRequest } from './cross-origin-request';
import { describeFault } from './describe-fault';
import { findFault } from './find-fault';
import { own } from '../platform/own';

/**
 * Finds out whether a request failed because of CORS headers or because the server cannot be reached, and names the
 * header that is missing or wrong. It is for development.
 *
 * It requests the same URL again, only by `GET`, without a body and without `Authorization`: once with `no-cors`, to
 * see whether the server answers, and then step by step with the headers and credentials of the request. This takes
 * 6,000 ms at most. If the browser does not show which of several causes it is, the message names all of them.
 *
 * Resolves with a `PushError` of code `cors` whose `cause` is the given error. It is final, because a retry does not
 * change a wrong configuration, unless a broken connection is possible too. Resolves with the given error if its code
 * is not `network`, if there is no page or the page is prerendered, if the server cannot be reached, or if nothing
 * indicates CORS. Never rejects. (Fetch §3.2, §4.9)
 *
 * @usageNotes
 * ```ts
 * sse$('https://api.example/prices', { explain: diagnoseCors });
 * ```
 */
export async function diagnoseCors(error: PushError, failed: FailedRequest): Promise<PushError> {
  // A prerendered page sends nothing before the user opens it.
  if (error.code !== 'network' || isPrerendering()) return error;
  try {
    const request = own(failed);
    const crossing = crossOriginRequest(request);
    if (crossing === undefined) return error;
    const fault = await findFault(crossing, request.signal);
    if (fault === undefined) return error;
    return new PushError('cors', describeFault(fault, crossing), {
      transient: fault.kind === 'post' && error.transient,
      transport: error.transport ?? request.transport,
      url: error.url ?? crossing.url,
      cause: error,
    });
  } catch {
    // A failed diagnosis must not replace the error of the request.
    return error;
  }
}
