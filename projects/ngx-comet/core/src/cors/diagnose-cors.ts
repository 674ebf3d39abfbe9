import type { FailedRequest } from '../http/failed-request';
import { PushError } from '../vocabulary/push-error';
import { crossOriginRequest } from './cross-origin-request';
import { describeFault } from './describe-fault';
import { findFault } from './find-fault';

/**
 * Tells a request that failed for want of CORS headers apart from a host that cannot be reached, and says which header is
 * missing or wrong; for development.
 *
 * It asks the same URL again, by `GET` only, without a body and without `Authorization`: with `no-cors`, to see whether
 * anybody answers, and step by step with what the request had, for 6,000 ms at most in all. What the browser lets
 * nobody tell apart is told as an alternative.
 *
 * Resolves with a `PushError` of the code `cors`, whose `cause` is the error given: final, as a wrong configuration does not pass
 * by itself, unless it might as well be a broken connection. Resolves with the error unchanged where it is not `network`, where
 * there is no page, where the host cannot be reached, or where nothing speaks for CORS. Never rejects. (Fetch §3.2, §4.9)
 *
 * @usageNotes
 * ```ts
 * sse$('https://api.example/prices', { explain: diagnoseCors });
 * ```
 */
export async function diagnoseCors(error: PushError, request: FailedRequest): Promise<PushError> {
  if (error.code !== 'network') return error;
  try {
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
    // The request is worth more than its explanation.
    return error;
  }
}
