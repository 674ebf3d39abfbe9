import { check, need, wrongOption, type Kind, type Kinds } from '../checks/check';
import { aFunction, anObject, anything, oneOf, token } from '../checks/kinds';
import { secret, wrongSecret } from '../checks/secret';
import { makeHeaders } from './headers';
import { shorten } from '../platform/shorten';
import type { RequestBody, HttpOptions } from './http-options';

declare const ngDevMode: object | boolean | undefined;

/** What the options of a request must be. `checkHttpOptions` checks the rest of those that are `anything` here. */
export function httpKinds(): Kinds<HttpOptions> {
  return {
    method: (value, ...option) => typeof value !== 'function' && aMethod(value, ...option),
    body: anything,
    redirect: oneOf('follow', 'error'),
    credentials: oneOf('omit', 'same-origin', 'include'),
    fetch: aFunction,
    context: anObject,
    explain: aFunction,
    defaults: aFunction,
    headers: anything,
    query: secret(anObject),
  };
}

/** Checks the parts of the options of a request; throws a `TypeError` that names the option and the value. */
export function checkHttpOptions(options: HttpOptions): void {
  const { method, body, query = {}, headers } = options;
  // Which method goes with which body is known at the attempt, if one of them is a function.
  if (typeof body !== 'function') checkBody(body, typeof method === 'function' ? 'POST' : method);
  for (const [name, value] of Object.entries(query)) check(`query.${name}`, value, secret(parameter));
  if (typeof headers !== 'function') makeHeaders(headers);
}

/** Checks the method of a request, and returns it. */
export function checkMethod(method = 'GET'): string {
  if (typeof ngDevMode === 'undefined' || ngDevMode) need('method', method, aMethod);
  return method;
}

// `fetch` throws for any other method too (Fetch §2.2.1, "forbidden method"), but only at the first attempt.
const aMethod: Kind = (value, option, caller) =>
  (token(value, option, caller) !== false || /^(?:connect|trace|track)$/i.test(value as string)) &&
  'an HTTP method that fetch takes, such as "POST"';

const parameter: Kind = (value) =>
  !['string', 'number', 'boolean'].includes(typeof value) && 'a string, a number or a boolean';

/** Checks the body of a request, and returns it. */
export function checkBody(body: RequestBody | undefined, method = 'GET'): RequestBody {
  if (body === undefined || body === null) return null;
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    if (/^(get|head)$/i.test(method)) wrongOption('method', method, 'one that takes a body, such as "POST"');
    // A stream can be sent only once, needs HTTP/2 in Chromium, and is sent as the text "[object ReadableStream]" by
    // browsers that do not know streams as bodies.
    if (typeof (body as Partial<ReadableStream>).getReader === 'function') {
      wrongSecret('body', body, 'a value that every attempt can send again, not a stream');
    }
    if (isPlain(body)) {
      wrongSecret('body', body, 'text or binary data (fetch would send [object Object]: use JSON.stringify)');
    }
  }
  return body;
}

/** What `String()` makes of an object that is neither text nor binary. */
const NO_BODY = /^\[object (?!Blob|File|FormData|\w*ArrayBuffer|DataView)/;

/** True for what fetch would send as `[object Object]`, `[object Promise]` or as a list (Fetch §5.3, "extract"). */
function isPlain(body: object | string): boolean {
  // The FormData of a polyfill may be any object.
  if (typeof body !== 'object' || ArrayBuffer.isView(body) || 'append' in body) return false;
  try {
    return Array.isArray(body) || NO_BODY.test(shorten(body));
  } catch {
    return true;
  }
}
