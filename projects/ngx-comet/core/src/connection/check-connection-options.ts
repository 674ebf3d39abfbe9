import { checkOptions, need, wrongOption, type Kind, type Kinds } from '../checks/check';
import { aFunction, having, milliseconds, nonEmptyText, objectOf, oneOf, wholeFrom } from '../checks/kinds';
import { checkHttpOptions } from '../http/check-http-options';
import type { ChannelProtocol } from '../peer/channels';
import type { Route } from '../route/route';
import { defaultKinds } from '../route/check-defaults';
import { pushKinds } from '../session/check-push-options';
import { ownOptions } from '../platform/own';
import type { ConnectionOptions } from './connection-options';

declare const ngDevMode: object | boolean | undefined;

/** Throws a `TypeError` that names a wrong option of `connection`. A production build of Angular has no checks. */
export function checkConnection<In, Out>(routes: readonly Route<In>[], given: ConnectionOptions<In, Out>): void {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    if (!Array.isArray(routes) || routes.length === 0) wrongOption('routes', routes, 'a non-empty array of routes');
    for (const [place, route] of routes.entries()) {
      need(`routes[${place}]`, route, having('plan', 'a route from a via… function'));
    }
    checkOptions<ConnectionOptions<unknown>>('connection', given as unknown as ConnectionOptions<unknown>, {
      ...pushKinds(),
      ...defaultKinds(),
      remember: nonEmptyText,
      probeAfter: milliseconds,
      deliverWithin: milliseconds,
      linger: milliseconds,
      sendVia: aFunction,
      queue: objectOf<NonNullable<ConnectionOptions<unknown>['queue']>>({ max: wholeFrom(0) }),
      channels,
      replay: oneOf('nothing', 'last'),
    });
    checkHttpOptions(ownOptions(given));
  }
}

const channels: Kind = (value, option, caller) => {
  const kinds: Kinds<ChannelProtocol<unknown, unknown>> = {
    subscribe: aFunction,
    unsubscribe: aFunction,
    nameOf: aFunction,
  };
  for (const method of Object.keys(kinds)) {
    const wrong = having(method, 'an object with subscribe, unsubscribe and nameOf')(value, option, caller);
    if (wrong !== false) return wrong;
  }
  // The instance of a class may have properties of its own.
  const made = Object.getPrototypeOf(value) as unknown;
  if (made === Object.prototype || made === null) {
    checkOptions(caller, value as ChannelProtocol<unknown, unknown>, kinds, `${option}.`);
  }
  return false;
};
