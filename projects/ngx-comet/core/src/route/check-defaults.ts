import { checkOptions, type Kinds } from '../checks/check';
import { aFunction } from '../checks/kinds';
import { checkHttpOptions, httpKinds } from '../http/check-http-options';
import { ownOptions } from '../platform/own';
import { pushKinds } from '../session/check-push-options';
import type { PushOptions } from '../session/push-options';
import type { RouteDefaults } from './route-defaults';

declare const ngDevMode: object | boolean | undefined;

/** What the defaults of routes must be. */
export function defaultKinds(): Kinds<RouteDefaults> {
  const { credentials, defaults, explain, fetch, headers, query } = httpKinds();
  return { credentials, defaults, explain, fetch, headers, query, WebSocket: aFunction };
}

/**
 * Throws a `TypeError` that names a wrong default option of streams. `caller` is the function that got it. A production
 * build of Angular has no checks.
 */
export function checkDefaults(caller: string, options: PushOptions<unknown> & RouteDefaults): void {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkOptions<PushOptions<unknown> & RouteDefaults>(caller, options, { ...pushKinds(), ...defaultKinds() });
    checkHttpOptions(ownOptions(options));
  }
}
