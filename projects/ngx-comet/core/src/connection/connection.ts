import {
  aFunction,
  check,
  checkAll,
  having,
  milliseconds,
  need,
  nonEmptyText,
  objectOf,
  oneOf,
  wholeFrom,
  wrongOption,
} from '../check';
import type { Connection } from '../connection-handle';
import type { ConnectionOptions } from '../connection-options';
import type { Route } from '../session/route';
import { settings } from '../session/settings';
import { RoutedConnection } from './routed-connection';

/**
 * One connection over several routes: the best that works is used, the cursor travels over every switch, and any number of
 * subscribers share one wire. It opens on the first subscriber of a feed and closes `linger` after the last; `status$` alone
 * opens nothing.
 *
 * Routes are tried in order. A route counts only once it has delivered; one that fails for good is left alone while another is
 * left. The streams error like those of the factories, with the last error of the last route. A wrong option throws a `TypeError`.
 *
 * @usageNotes
 * ```ts
 * const feed = connection<Price, Order>([viaWebSocket('/feed'), viaSse('/feed/events')], { remember: 'prices' });
 * feed.data$.subscribe((price) => show(price));
 * feed.send({ buy: 'ACME' });
 * ```
 */
export function connection<In, Out = unknown>(
  routes: readonly Route<In>[],
  options: ConnectionOptions<In, Out> = {},
): Connection<In, Out> {
  checkOptions(routes, options);
  return new RoutedConnection(routes, settings({ ...options, observe: 'events' }), options);
}

function checkOptions<In, Out>(routes: readonly Route<In>[], options: ConnectionOptions<In, Out>): void {
  if (!Array.isArray(routes) || routes.length === 0) wrongOption('routes', routes, 'a non-empty array of routes');
  for (const [place, route] of routes.entries()) {
    need(`routes[${place}]`, route, having('plan', 'a route, as the via… functions make it'));
  }
  checkAll(options, {
    remember: nonEmptyText,
    probeAfter: milliseconds,
    deliverWithin: milliseconds,
    linger: milliseconds,
    sendVia: aFunction,
    queue: objectOf({}, { max: wholeFrom(0) }),
    replay: oneOf('nothing', 'last'),
  });
  for (const method of ['subscribe', 'unsubscribe', 'nameOf']) {
    check('channels', options.channels, having(method, 'an object with subscribe, unsubscribe and nameOf'));
  }
}
