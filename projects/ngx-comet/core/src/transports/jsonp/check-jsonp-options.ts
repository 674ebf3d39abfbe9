import { checkOptions, type Kind, type Kinds } from '../../checks/check';
import { aBoolean, aFunction, milliseconds, nonEmptyText, pollInterval } from '../../checks/kinds';
import { observing, pushKinds } from '../../session/check-push-options';
import { checkUrl } from '../../url/check-url';
import { isIdentifier } from './callback-name';
import type { JsonpOptions } from './jsonp-options';
import { isTaken } from './page-callback';
import type { JsonpPollingOptions } from './jsonp-polling-options';

declare const ngDevMode: object | boolean | undefined;

/** Throws a `TypeError` that names a wrong option of `jsonp$`. A production build of Angular has no checks. */
export function checkJsonp<T>(url: unknown, given: JsonpOptions<T>): void {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkUrl(url);
    checkOptions('jsonp$', given as JsonpOptions<unknown>, { ...observing(), ...jsonpKinds(given) });
  }
}

/** Throws a `TypeError` that names a wrong option of `viaJsonpPolling`. */
export function checkJsonpPolling<T>(url: unknown, given: JsonpPollingOptions<T>): void {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkUrl(url);
    checkOptions<JsonpPollingOptions<unknown>>('viaJsonpPolling', given as JsonpPollingOptions<unknown>, {
      ...jsonpKinds(given),
      interval: pollInterval,
      id: aFunction,
      batch: aBoolean,
    });
  }
}

function jsonpKinds(given: Partial<Pick<JsonpOptions<unknown>, 'callbackName'>> | null): Kinds<JsonpOptions<unknown>> {
  return {
    ...pushKinds(),
    defaults: aFunction,
    callbackName: (value) =>
      !isIdentifier(value) ? 'an identifier without dots' : isTaken(value) && 'a name that does not exist in the page',
    callbackParam: (value, ...option) =>
      !(value === false && given?.callbackName !== undefined) &&
      nonEmptyText(value, ...option) &&
      'a non-empty string, or false together with callbackName',
    timeout: milliseconds,
    contain: aBoolean,
    nonce: nonEmptyText,
    trustedTypesPolicy: policy,
  };
}

const policy: Kind = (value, ...option) => {
  if (typeof value !== 'object') return nonEmptyText(value, ...option);
  const { createHTML, createScriptURL } = (value ?? {}) as Record<string, unknown>;
  return (
    !(typeof createHTML === 'function' && typeof createScriptURL === 'function') &&
    'the name of a policy or a TrustedTypePolicy'
  );
};
