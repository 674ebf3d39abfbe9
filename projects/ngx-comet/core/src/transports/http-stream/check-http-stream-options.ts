import { checkOptions } from '../../checks/check';
import { aFunction, anything, oneOf } from '../../checks/kinds';
import { checkHttpOptions, httpKinds } from '../../http/check-http-options';
import { observing, pushKinds } from '../../session/check-push-options';
import { ownOptions } from '../../platform/own';
import { checkUrl } from '../../url/check-url';
import type { HttpStreamOptions } from './http-stream-options';

declare const ngDevMode: object | boolean | undefined;

/**
 * Throws a `TypeError` that names a wrong option of `httpStream$` or `viaHttpStream`. A production build of Angular has
 * no checks.
 */
export function checkHttpStream<T>(
  caller: 'httpStream$' | 'viaHttpStream',
  url: unknown,
  given: HttpStreamOptions<T>,
): void {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkUrl(url);
    checkOptions<HttpStreamOptions<unknown>>(caller, given as HttpStreamOptions<unknown>, {
      ...(caller === 'httpStream$' && observing()),
      ...pushKinds(),
      ...httpKinds(),
      framing: anything,
      onEnd: oneOf('complete', 'reconnect'),
      id: aFunction,
    });
    checkHttpOptions(ownOptions(given));
  }
}
