import type { Attempt } from '../vocabulary/attempt';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import { utf8Header } from '../vocabulary/utf8-header';
import { baseUrl } from '../platform/page';
import type { CursorRequest } from '../url/cursor-request';
import { sourceFailed } from '../url/source-failed';
import { wait, type Steps } from '../platform/run-steps';
import { checkBody, checkMethod } from './check-http-options';
import { makeHeaders } from './headers';
import type { HttpOptions } from './http-options';

/** What the parts of a request are made of. */
export interface RequestConfig {
  readonly transport: TransportName;
  readonly http: HttpOptions;
  readonly cursor: CursorRequest;
  /** Default headers: a header that the caller sets replaces the one with its name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The parts of a request that the caller's functions may return. */
export interface RequestParts {
  readonly method: string;
  readonly body: BodyInit | null;
  readonly headers: Headers;
}

/**
 * Asks for the method, the body and the headers of one attempt, one after the other. What a function returns is checked
 * like the option itself. A wrong value is a final error, because the function would return it again.
 */
export function* requestParts(
  attempt: Attempt,
  sink: AttemptSink,
  { http, cursor, headers: defaults, transport }: RequestConfig,
  url: string,
): Steps<RequestParts> {
  const ask = function* <T, R>(
    option: 'method' | 'body' | 'headers',
    call: () => T | Promise<T>,
    check: (value: T) => R,
  ): Steps<R> {
    // The functions before may have taken a while.
    if (attempt.signal.aborted) throw aborted(transport);
    let value: T;
    try {
      value = yield* wait(call());
    } catch (cause) {
      throw sourceFailed(option, cause, transport);
    }
    try {
      return check(value);
    } catch (cause) {
      throw wrongValue(option, cause, transport);
    }
  };
  const method = yield* ask(
    'method',
    () => (typeof http.method === 'function' ? http.method(attempt) : http.method),
    checkMethod,
  );
  const body = yield* ask(
    'body',
    () => (typeof http.body === 'function' ? http.body(noting(attempt, sink)) : http.body),
    (value) => checkBody(value, method),
  );
  const headers = yield* ask(
    'headers',
    () => (typeof http.headers === 'function' ? http.headers(attempt, absolute(url)) : http.headers),
    makeHeaders,
  );
  if (attempt.signal.aborted) throw aborted(transport);
  for (const [name, value] of Object.entries(defaults ?? {})) if (!headers.has(name)) headers.set(name, value);
  const last = attempt.cursor;
  if (cursor.header !== undefined && last !== undefined) {
    sink.sentCursor(last);
    headers.set(cursor.header, utf8Header(last));
  }
  return { method, body, headers };
}

/** The attempt for a function that makes a body. If the function reads the cursor, the request contains it. */
function noting(attempt: Attempt, sink: AttemptSink): Attempt {
  const { attempt: count, everOpen, error, signal } = attempt;
  return {
    attempt: count,
    everOpen,
    error,
    signal,
    get cursor() {
      const { cursor } = attempt;
      if (cursor !== undefined) sink.sentCursor(cursor);
      return cursor;
    },
  };
}

/** A relative URL hides where a request goes. Without a page it stays relative. */
function absolute(url: string): string {
  const base = baseUrl();
  return URL.canParse(url, base) ? new URL(url, base).href : url;
}

function aborted(transport: TransportName): PushError {
  return new PushError('aborted', 'aborted before the request', { transient: false, transport });
}

function wrongValue(option: keyof HttpOptions, cause: unknown, transport: TransportName): PushError {
  const message = `the ${option} of this attempt cannot be sent: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new PushError('unsupported', message, { transient: false, transport, cause });
}
