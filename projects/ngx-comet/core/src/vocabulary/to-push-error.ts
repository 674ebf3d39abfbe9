import { isPushError } from './is-push-error';
import { PushError } from './push-error';
import { parseRetryAfter } from './retry-after';
import { isTransientStatus } from './transient-status';
import { shorten } from '../platform/shorten';

/**
 * Converts the error of any Observable to a `PushError`, so that a retry schedule can classify it. The original error
 * is the `cause`.
 *
 * - A `PushError` is not changed.
 * - An error with an HTTP `status`, such as Angular's `HttpErrorResponse`, RxJS's `AjaxError` or a `Response`, is
 *   `http`, or `network` for the status 0. It is transient for 0, 408, 425, 429 and 5xx, and has the `Retry-After` of
 *   its `headers`.
 * - A `TimeoutError`, RxJS's or the platform's, is `timeout`, and transient.
 * - An `AbortError` is `aborted`, and final.
 * - A mistake in code or data (`SyntaxError`, `TypeError`, `RangeError`, `ReferenceError`) is `decode`, and final: it
 *   would happen again. The `TypeError` of a failed `fetch` is `network`, and transient.
 * - Any other error is `network`, and transient: a caller that retries a source expects it to recover.
 */
export function toPushError(error: unknown): PushError {
  if (isPushError(error)) return error;
  const status = read(error, 'status');
  if (isHttpStatus(status)) return fromStatus(error, status);
  const message = messageOf(error);
  switch (read(error, 'name')) {
    case 'TimeoutError':
      return new PushError('timeout', message, { transient: true, cause: error });
    case 'AbortError':
      return new PushError('aborted', message, { transient: false, cause: error });
    case 'TypeError':
      if (FETCH_FAILED.test(message)) break;
      return new PushError('decode', message, { transient: false, cause: error });
    case 'SyntaxError':
    case 'RangeError':
    case 'ReferenceError':
      return new PushError('decode', message, { transient: false, cause: error });
  }
  return new PushError('network', message, { transient: true, cause: error });
}

// Only the message shows that a TypeError is a failed fetch (Fetch standard, "network error"). In this order: Chromium
// before and after the headers, Firefox likewise, Safari likewise and offline, Node likewise.
const FETCH_FAILED =
  /^(?:Failed to fetch|network error|NetworkError when attempting to fetch resource|Error in input stream|Load failed|The network connection was lost|The Internet connection appears to be offline|fetch failed|terminated)\b/;

function fromStatus(cause: unknown, status: number): PushError {
  const statusText = read(cause, 'statusText');
  const url = read(cause, 'url');
  // Not the message of the error: Angular's message contains the URL with its query, which may hold tokens.
  const message =
    status === 0
      ? 'cannot reach the server'
      : `the server answered ${status} ${typeof statusText === 'string' ? shorten(statusText) : ''}`.trimEnd();
  return new PushError(status === 0 ? 'network' : 'http', message, {
    transient: status === 0 || isTransientStatus(status),
    url: typeof url === 'string' && url !== '' ? url : undefined,
    status: status === 0 ? undefined : status,
    retryAfter: retryAfterOf(cause),
    cause,
  });
}

function isHttpStatus(status: unknown): status is number {
  return status === 0 || (Number.isInteger(status) && (status as number) >= 100 && (status as number) <= 599);
}

function retryAfterOf(error: unknown): number | undefined {
  const headers = read(error, 'headers') as Partial<Headers> | null | undefined;
  if (typeof headers?.get !== 'function') return undefined;
  const value: unknown = headers.get('Retry-After');
  return typeof value === 'string' ? parseRetryAfter(value, Date.now()) : undefined;
}

function messageOf(error: unknown): string {
  const message = typeof error === 'string' ? error : read(error, 'message');
  if (typeof message === 'string' && message !== '') return shorten(message);
  return `the source failed with ${shorten(Object.prototype.toString.call(error))}`;
}

function read(error: unknown, property: string): unknown {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[property] : undefined;
}
