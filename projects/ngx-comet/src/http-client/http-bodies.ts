import type { HttpHeaders, HttpRequest } from '@angular/common/http';
import { monotonicClock, timeLimit } from 'ngx-comet/core';
import { own } from '../service/merge-options';

/** How much of the body of an error interceptors get, in bytes. */
const MAX_ERROR_BODY = 64 * 1024;
/** How long it is read, in milliseconds. A body that never ends must not hold the error back. */
const ERROR_BODY_LIMIT = 2_000;

/** The request as options of `fetch`. */
export function requestInit(request: HttpRequest<unknown>, signal: AbortSignal): RequestInit {
  const { method, keepalive, withCredentials, body } = request;
  const headers = nativeHeaders(request.headers);
  const native = isNativeBody(body);
  const type = native ? null : request.detectContentTypeHeader();
  if (type !== null && !headers.has('Content-Type')) headers.set('Content-Type', type);
  const init: Record<string, unknown> = own({ method, headers, signal, keepalive });
  init['body'] = native ? body : request.serializeBody();
  for (const name of [
    'credentials',
    'cache',
    'mode',
    'redirect',
    'referrer',
    'integrity',
    'referrerPolicy',
    'priority',
  ] as const) {
    if (request[name] !== undefined) init[name] = request[name];
  }
  if (withCredentials) init['credentials'] = 'include';
  return init;
}

export function nativeHeaders(headers: HttpHeaders): Headers {
  const all = new Headers();
  for (const name of headers.keys()) all.set(name, (headers.getAll(name) ?? []).join(', '));
  return all;
}

/** The body of an error: its text, and what `HttpClient` delivers. */
export interface ErrorBody {
  readonly status: number;
  /** The reason of the status. */
  readonly reason: string;
  readonly text: string;
  /** Parsed if the text is JSON, else the text. */
  readonly value: unknown;
}

/** Reads the body of an error. A body that is long, slow or broken is cut. Never rejects. */
export async function errorBody(response: Response): Promise<ErrorBody> {
  const text = await startOf(response);
  return parsedError(text, response.status, response.statusText);
}

/** The body of an error with this text. */
export function parsedError(text: string, status: number, reason: string): ErrorBody {
  try {
    return { status, reason, text, value: text === '' ? null : JSON.parse(text) };
  } catch {
    return { status, reason, text, value: text };
  }
}

async function startOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  // The pending read ends when the body is cancelled.
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  const limit = timeLimit(monotonicClock, ERROR_BODY_LIMIT, cancel);
  try {
    for (let size = 0; size < MAX_ERROR_BODY;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
    cancel();
  } catch {
    // The status is known, and says more than the loss of the connection.
  } finally {
    limit.unsubscribe();
  }
  return text;
}

/** Whether `fetch` takes the body as it is. `HttpClient` would turn some of these bodies into JSON. */
function isNativeBody(body: unknown): body is BodyInit | null {
  return (
    body === null ||
    typeof body === 'string' ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body) ||
    body instanceof Blob ||
    body instanceof FormData ||
    body instanceof URLSearchParams
  );
}
