import { checkOptions, type Kind } from '../../checks/check';
import { aFunction, anything, milliseconds, objectOf, oneOf, pollInterval } from '../../checks/kinds';
import { checkHttpOptions, httpKinds } from '../../http/check-http-options';
import { observing, pushKinds } from '../../session/check-push-options';
import { ownOptions } from '../../platform/own';
import { checkUrl } from '../../url/check-url';
import type { PollingStreamOptions } from './polling-stream-options';

declare const ngDevMode: object | boolean | undefined;

/**
 * Throws a `TypeError` that names a wrong option of `pollingStream$` or `viaLongPolling`. A production build of Angular
 * has no checks.
 */
export function checkPolling<T>(
  caller: 'pollingStream$' | 'viaLongPolling',
  source: unknown,
  given: PollingStreamOptions<T>,
): void {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkUrl(source, 'source', 'messages (an Observable, a promise or an iterable)');
    checkOptions<PollingStreamOptions<unknown>>(caller, given as PollingStreamOptions<unknown>, {
      ...(caller === 'pollingStream$' && observing()),
      ...pushKinds(),
      ...httpKinds(),
      mode: oneOf('short', 'long'),
      interval: pollInterval,
      timeout: milliseconds,
      jitter: numberFrom(0, 1, 'a number from 0 to 1'),
      adaptive: objectOf<NonNullable<PollingStreamOptions<unknown>['adaptive']>>(
        { max: milliseconds, factor: numberFrom(1, Number.MAX_VALUE, 'a number of at least 1') },
        'max',
        'factor',
      ),
      until: aFunction,
      distinct: aFunction,
      id: aFunction,
      framing: anything,
    });
    checkHttpOptions(ownOptions(given));
  }
}

function numberFrom(least: number, most: number, what: string): Kind {
  return (value) => !(typeof value === 'number' && value >= least && value <= most) && what;
}
