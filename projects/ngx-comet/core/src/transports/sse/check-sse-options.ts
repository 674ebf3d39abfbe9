import { checkOptions, wrongOption, type Kind } from '../../checks/check';
import { aBoolean, aFunction, oneOf } from '../../checks/kinds';
import { wrongSecret } from '../../checks/secret';
import { checkHttpOptions, httpKinds } from '../../http/check-http-options';
import { observing, pushKinds } from '../../session/check-push-options';
import { ownOptions } from '../../platform/own';
import { checkUrl } from '../../url/check-url';
import type { SseOptions } from './sse-options';

declare const ngDevMode: object | boolean | undefined;

/** Throws a `TypeError` that names a wrong option of `sse$` or `viaSse`. A production build of Angular has no checks. */
export function checkSse<T>(caller: 'sse$' | 'viaSse', url: unknown, given: SseOptions<T>): void {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkUrl(url);
    checkOptions<SseOptions<unknown>>(caller, given as SseOptions<unknown>, {
      ...(caller === 'sse$' && observing()),
      ...pushKinds(),
      ...httpKinds(),
      via: oneOf('fetch', 'event-source'),
      events: eventNames,
      id: aFunction,
      comments: aBoolean,
    });
    const options = ownOptions(given);
    if (options.via === 'event-source') checkForEventSource(options);
    checkHttpOptions(options);
  }
}

function checkForEventSource<T>({
  method,
  body,
  headers,
  redirect,
  credentials,
  resume,
  comments,
  context,
}: SseOptions<T>): void {
  const expected = "left out with via: 'event-source'";
  if (method !== undefined) wrongOption('method', method, expected);
  if (body !== undefined && body !== null) wrongSecret('body', body, expected);
  if (headers !== undefined) wrongSecret('headers', headers, expected);
  if (redirect !== undefined) wrongOption('redirect', redirect, expected);
  if (context !== undefined) wrongOption('context', context, expected);
  if (comments === true) wrongOption('comments', comments, expected);
  if (resume !== false && resume?.header !== undefined) wrongOption('resume.header', resume.header, expected);
  // An EventSource always sends cookies to its own origin.
  if (credentials === 'omit')
    wrongOption('credentials', credentials, '"same-origin" or "include" with via: \'event-source\'');
}

const eventNames: Kind = (value) =>
  (!Array.isArray(value) || value.length === 0 || value.some((name) => typeof name !== 'string' || name === '')) &&
  'a non-empty array of event names';
