import { checkAll, need, wrongOption, type Kind } from '../checks/check';
import { aFunction, anObject, oneOf, token } from '../checks/kinds';
import type { HttpOptions } from './http-options';

/** Checks the options of a request; throws a `TypeError` that names the option and the value. */
export function checkHttpOptions(options: HttpOptions): void {
  checkAll(options, {
    method: aMethod,
    credentials: oneOf('omit', 'same-origin', 'include'),
    fetch: aFunction,
    explain: aFunction,
    query: anObject,
  });
  const { method = 'GET', body, query = {}, headers } = options;
  if (body !== undefined && body !== null) checkBody(body, method);
  for (const [name, value] of Object.entries(query)) need(`query.${name}`, value, parameter);
  if (typeof headers !== 'function') checkHeaders(headers);
}

// `fetch` throws for any other method too (Fetch §2.2.1, "forbidden method"), but only at the first attempt.
const aMethod: Kind = (value, option) =>
  (token(value, option) !== false || /^(?:connect|trace|track)$/i.test(value as string)) &&
  'an HTTP method that fetch takes, such as "POST"';

const parameter: Kind = (value) =>
  !['string', 'number', 'boolean'].includes(typeof value) && 'a string, a number or a boolean';

function checkBody(body: unknown, method: string): void {
  if (/^(get|head)$/i.test(method)) wrongOption('method', method, 'one that takes a body, such as "POST"');
  // A stream can be read only once, but every attempt sends the body again.
  if (typeof (body as Partial<ReadableStream>).getReader === 'function') {
    wrongOption('body', body, 'a value that every attempt can send again, not a stream');
  }
}

// `Headers` knows the rules for names and values.
function checkHeaders(headers: HeadersInit | undefined): void {
  try {
    if (headers !== undefined) new Headers(headers);
  } catch (cause) {
    throw new TypeError(`headers are not valid: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
