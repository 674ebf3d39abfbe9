import type { Attempt } from '../vocabulary/attempt';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import { sourceFailed } from './source-failed';
import type { UrlSource } from './url-source';
import { kindOf } from '../checks/secret';
import { wait, type Steps } from '../platform/run-steps';

declare const ngDevMode: object | boolean | undefined;

/**
 * Returns the URL of one attempt, and reports it to the sink. If the url function fails, the attempt is a transient
 * loss: the function may get a token from a server that is down.
 */
export function* resolveUrl(
  source: UrlSource,
  attempt: Attempt,
  transport: TransportName,
  sink: Pick<AttemptSink, 'requests'>,
): Steps<string> {
  const url = yield* urlOf(source, attempt, transport);
  sink.requests(url);
  return url;
}

function* urlOf(source: UrlSource, attempt: Attempt, transport: TransportName): Steps<string> {
  // Waits also here: who unsubscribes at once makes no request.
  if (typeof source !== 'function') return yield* wait(String(source));
  let url: unknown;
  try {
    url = yield* wait(source(attempt));
  } catch (cause) {
    throw sourceFailed('url', cause, transport);
  }
  if ((typeof url === 'string' && url.trim() !== '') || url instanceof URL) return String(url);
  const returned = typeof ngDevMode === 'undefined' || ngDevMode ? `${kindOf(url)} instead of a URL` : 'no URL';
  throw new PushError('unsupported', `the url function returned ${returned}`, { transient: false, transport });
}
