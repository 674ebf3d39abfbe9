import type { Attempt } from '../vocabulary/attempt';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError, type PushErrorCode, type PushErrorDetails } from '../vocabulary/push-error';
import type { AttemptSink } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import { withoutSecrets } from '../vocabulary/without-secrets';
import type { UrlSource } from '../url/url-source';
import { parseRetryAfter } from '../vocabulary/retry-after';
import type { Answer } from './answer';
import { safeReason } from '../url/safe-reason';
import { attemptQuery } from '../url/attempt-query';
import { resolveUrl } from '../url/resolve-url';
import { withQuery } from '../url/with-query';
import { reportUnanswered } from './report-unanswered';
import { shorten } from '../platform/shorten';
import { own } from '../platform/own';
import { later, wait, type Steps } from '../platform/run-steps';
import { wireOf } from '../platform/wire';
import { wallTime } from '../platform/monotonic-clock';
import { refusalText, type Clock } from './refusal-text';
import { refusedRedirect, refusedStatus, type Refusal, type Refuse } from './refusal';
import { requestParts, type RequestConfig, type RequestParts } from './request-parts';
import { schemeFault, urlFault } from './url-fault';

/** One request of an HTTP transport, and the responses that it accepts. */
export interface ExchangeConfig extends RequestConfig {
  readonly url: UrlSource;
  readonly cache?: RequestCache;
  /** Statuses other than 2xx that are not an error. */
  readonly accepted?: readonly number[];
  readonly refuse?: Refuse | undefined;
  readonly clock: Clock;
}

/** A request with all its parts. */
interface WholeRequest extends RequestParts {
  readonly url: string;
  readonly signal: AbortSignal;
}

/** Matches the error that a platform's fetch rejects an invalid URL with, also if a caller's fetch calls it. */
const REFUSAL = /^TypeError\b.*\bURL\b/is;

/**
 * Makes the request and resolves as soon as the response headers have arrived. Rejects with a `PushError` if the
 * response is refused.
 */
export function* exchange(attempt: Attempt, sink: AttemptSink, given: ExchangeConfig): Steps<Answer> {
  const { transport, cursor } = given;
  const address = yield* resolveUrl(given.url, attempt, transport, sink);
  const http = own({ ...given.http.defaults?.(address), ...given.http });
  const config = own({ ...given, http });
  const url = withQuery(address, attemptQuery(cursor, attempt, sink, http.query));
  const request = { url, ...(yield* requestParts(attempt, sink, config, url)), signal: attempt.signal };
  checkUsable(url, config);
  const response = yield* responseTo(request, config);
  const answer = { response, url: response.url || url, atOnce: wireOf(config.clock) !== undefined };
  const refusal = refusalOf(response, { attempt, request }, config);
  if (refusal === undefined) return answer;
  sink.refused = true;
  const body = yield* refusalText(answer, transport, attempt.signal, config.clock);
  throw refused(refusal, { answer, request, body }, config);
}

function* responseTo(request: WholeRequest, config: ExchangeConfig): Steps<Response> {
  const { http, transport, cache } = config;
  const { url, ...parts } = request;
  const send = http.fetch ?? ((...all: Parameters<typeof fetch>) => globalThis.fetch(...all));
  try {
    const init: RequestInit = {
      ...parts,
      credentials: http.credentials ?? 'same-origin',
      ...(cache === undefined ? {} : { cache }),
      ...(http.context === undefined ? {} : { context: http.context }),
      // Fetch reports a redirect that is an error like a server that is down. A redirect to handle oneself is shown.
      ...(http.redirect === 'error' ? { redirect: 'manual' } : {}),
    };
    return yield* wait(send(url, own(init)));
  } catch (cause) {
    // A caller's fetch may know the reason better: its `PushError` is kept.
    if (isPushError(cause)) throw cause;
    const unanswered = unreachable(cause, request, transport);
    if (unanswered.code !== 'network' || request.signal.aborted) throw unanswered;
    const error = yield* wait(later<PushError>((resolve) => reportUnanswered(unanswered, url, resolve)));
    throw yield* explained(error, request, config);
  }
}

function refusalOf(
  response: Response,
  { attempt, request }: { readonly attempt: Attempt; readonly request: WholeRequest },
  config: ExchangeConfig,
): Refusal | undefined {
  const redirect = config.http.redirect === 'error' ? refusedRedirect(response) : undefined;
  if (redirect !== undefined || config.accepted?.includes(response.status)) return redirect;
  return response.ok ? config.refuse?.(response, attempt, request) : refusedStatus(response, request);
}

// A caller's fetch may resolve relative URLs, accept credentials or know more schemes. But no fetch takes every URL.
function checkUsable(url: string, { http, transport }: ExchangeConfig): void {
  const fault = http.fetch === undefined ? urlFault(url) : schemeFault(url);
  if (fault !== undefined) throw unusable(fault, url, transport);
}

function unusable(fault: string, url: string, transport: TransportName, cause?: unknown): PushError {
  return new PushError('unsupported', fault, { transient: false, transport, url, cause });
}

function unreachable(cause: unknown, { method, url, headers }: WholeRequest, transport: TransportName): PushError {
  const fault = REFUSAL.test(String(cause)) ? urlFault(url) : undefined;
  if (fault !== undefined) return unusable(fault, url, transport, cause);
  return requestError('network', `cannot reach the server${safeReason(cause, url, headers.values())}`, method, {
    transient: true,
    transport,
    url,
    cause,
  });
}

/** Returns the error that `explain` resolves with. `explain` is not called for a request that was aborted. */
function* explained(
  error: PushError,
  { url, method, headers, signal }: WholeRequest,
  { http, transport }: ExchangeConfig,
): Steps<PushError> {
  if (http.explain === undefined || signal.aborted || error.code !== 'network') return error;
  try {
    return yield* wait(http.explain(error, { url, method, headers, signal, credentials: http.credentials, transport }));
  } catch {
    return error;
  }
}

function refused(
  { code, message, transient }: Refusal,
  {
    answer,
    request,
    body,
  }: { readonly answer: Answer; readonly request: WholeRequest; readonly body?: string | undefined },
  { transport, clock }: ExchangeConfig,
): PushError {
  const { status, headers } = answer.response;
  return requestError(code, message, request.method, {
    transient,
    transport,
    // What was redirected to a page that is no feed names that page.
    url: code === 'http' ? request.url : answer.url,
    // A browser hides the status of a redirect.
    status: status === 0 ? undefined : status,
    retryAfter: parseRetryAfter(headers.get('retry-after'), wallTime(clock)),
    body,
  });
}

/** The error of a request, whose message names the method too: `GET https://api.example.com/prices: …`. */
function requestError(
  code: PushErrorCode,
  message: string,
  method: string,
  details: PushErrorDetails & { readonly url: string },
): PushError {
  return new PushError(code, `${method} ${shorten(withoutSecrets(details.url))}: ${message}`, details);
}
