import type { Attempt } from '../vocabulary/attempt';
import type { FailedRequest } from './failed-request';
import type { HttpOptions } from './http-options';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import { isTransientStatus } from '../vocabulary/transient-status';
import type { UrlSource } from '../url/url-source';
import { parseRetryAfter } from '../vocabulary/retry-after';
import { discard, type Answer } from './answer';
import { utf8Header } from '../vocabulary/utf8-header';
import { safeReason } from '../url/safe-reason';
import type { CursorRequest } from '../url/cursor-request';
import { attemptQuery } from '../url/attempt-query';
import { resolveUrl } from '../url/resolve-url';
import { sourceFailed } from '../url/source-failed';
import { withQuery } from '../url/with-query';
import { reportUnanswered } from './report-unanswered';
import { shorten } from '../platform/shorten';
import { own } from '../platform/own';
import { schemeFault, urlFault } from './url-fault';

/** One request of an HTTP transport, and the responses that it accepts. */
export interface ExchangeConfig {
  readonly transport: TransportName;
  readonly url: UrlSource;
  readonly http: HttpOptions;
  readonly cursor: CursorRequest;
  /** Default headers: a header that the caller sets replaces the one with its name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cache?: RequestCache;
  /** Statuses other than 2xx that are not an error. */
  readonly accepted?: readonly number[];
  readonly now: () => number;
}

/** Matches the error that a platform's fetch rejects an invalid URL with, also if a caller's fetch calls it. */
const REFUSAL = /^TypeError\b.*\bURL\b/is;

/**
 * Makes the request and resolves as soon as the response headers have arrived. Rejects with a `PushError` if the status
 * is not accepted.
 */
export async function exchange(attempt: Attempt, sink: AttemptSink, given: ExchangeConfig): Promise<Answer> {
  const config = own(given);
  const { transport, http, cursor } = config;
  const url = withQuery(
    await resolveUrl(config.url, attempt, transport),
    attemptQuery(cursor, attempt, sink, http.query),
  );
  const headers = await requestHeaders(attempt, sink, config);
  if (attempt.signal.aborted)
    throw new PushError('aborted', 'aborted before the request', { transient: false, transport });
  checkUsable(url, config);
  const send = http.fetch ?? ((...request: Parameters<typeof fetch>) => globalThis.fetch(...request));
  let response: Response;
  try {
    const init: RequestInit = {
      method: http.method ?? 'GET',
      headers,
      body: http.body ?? null,
      credentials: http.credentials ?? 'same-origin',
      signal: attempt.signal,
      ...(config.cache === undefined ? {} : { cache: config.cache }),
    };
    response = await send(url, own(init));
  } catch (cause) {
    // A caller's fetch may know the reason better: its `PushError` is kept.
    if (isPushError(cause)) throw cause;
    const unanswered = unreachable(cause, url, transport);
    if (unanswered.code !== 'network' || attempt.signal.aborted) throw unanswered;
    const error = await new Promise<PushError>((resolve) => {
      reportUnanswered(unanswered, url, resolve);
    });
    throw await explained(error, { url, headers, signal: attempt.signal }, config);
  }
  if (response.ok || config.accepted?.includes(response.status)) return { response, url: response.url || url };
  discard(response);
  throw refused(response, url, config);
}

async function requestHeaders(
  attempt: Attempt,
  sink: AttemptSink,
  { http, cursor, headers, transport }: ExchangeConfig,
): Promise<Headers> {
  const given = http.headers;
  let own: HeadersInit | undefined;
  try {
    own = typeof given === 'function' ? await given(attempt) : given;
  } catch (cause) {
    throw sourceFailed('headers', cause, transport);
  }
  const all = new Headers(own);
  for (const [name, value] of Object.entries(headers ?? {})) if (!all.has(name)) all.set(name, value);
  const last = attempt.cursor;
  if (cursor.header !== undefined && last !== undefined) {
    sink.sentCursor(last);
    all.set(cursor.header, utf8Header(last));
  }
  return all;
}

// A caller's fetch may resolve relative URLs, accept credentials or know more schemes. But no fetch takes every URL.
function checkUsable(url: string, { http, transport }: ExchangeConfig): void {
  const fault = http.fetch === undefined ? urlFault(url) : schemeFault(url);
  if (fault !== undefined) throw unusable(fault, url, transport);
}

function unusable(fault: string, url: string, transport: TransportName, cause?: unknown): PushError {
  return new PushError('unsupported', fault, { transient: false, transport, url, cause });
}

function unreachable(cause: unknown, url: string, transport: TransportName): PushError {
  const fault = REFUSAL.test(String(cause)) ? urlFault(url) : undefined;
  if (fault !== undefined) return unusable(fault, url, transport, cause);
  return new PushError('network', `cannot reach the server${safeReason(cause, url)}`, {
    transient: true,
    transport,
    url,
    cause,
  });
}

/** Returns the error that `explain` resolves with. `explain` is not called for a request that was aborted. */
async function explained(
  error: PushError,
  request: Pick<FailedRequest, 'url' | 'headers'> & { readonly signal: AbortSignal },
  { http, transport }: ExchangeConfig,
): Promise<PushError> {
  if (http.explain === undefined || request.signal.aborted || error.code !== 'network') return error;
  try {
    return await http.explain(error, { ...request, method: http.method, credentials: http.credentials, transport });
  } catch {
    return error;
  }
}

function refused(response: Response, url: string, { transport, now }: ExchangeConfig): PushError {
  const { status } = response;
  return new PushError('http', `the server answered ${`${status} ${shorten(response.statusText)}`.trim()}`, {
    transient: isTransientStatus(status),
    transport,
    url,
    status,
    retryAfter: parseRetryAfter(response.headers.get('retry-after'), now()),
  });
}
