import { checkConnection } from './check-connection-options';
import type { Connection } from './connection-handle';
import type { ConnectionOptions } from './connection-options';
import { defined } from '../vocabulary/defined';
import type { PushOptions, ResumeOptions } from '../session/push-options';
import type { Route } from '../route/route';
import { settings } from '../session/settings';
import { RELAY, type RelayInstaller } from './relay';
import { RoutedConnection } from './routed-connection';
import { own, ownOptions } from '../platform/own';

/**
 * One connection over several routes. It uses the best route that works, keeps the cursor over every switch, and any
 * number of subscribers share it. It opens with the first subscriber and closes `linger` after the last one; `status$`
 * alone does not open it.
 *
 * Routes are tried in order. A route is accepted only when a byte arrived over it. A route with a final error is not
 * tried again while another one is left. The streams error like those of the factories, with the last error of the last
 * route. A wrong option throws a `TypeError`.
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
  given: ConnectionOptions<In, Out> = {},
): Connection<In, Out> {
  checkConnection(routes, given);
  const options = ownOptions(given);
  const { credentials, defaults: byUrl, explain, fetch, headers, query, WebSocket } = options;
  const shared = settings<In>({ ...options, observe: 'events' });
  const defaults = defined({ credentials, defaults: byUrl, explain, fetch, headers, query, WebSocket });
  routes.forEach((route, place) => {
    const ignored = notForRoutes(ownOptions(route.own ?? {}));
    if (ignored.length === 0) return;
    shared.logger.warn(`ngx-comet: routes[${place}]: ${ignored.join(', ')} must be options of the connection`);
  });
  const made = new RoutedConnection(routes, shared, defaults, options);
  const value: RelayInstaller<In, Out> = (make) => made.relay(make);
  return Object.defineProperty(made, RELAY, { value });
}

/** The shared options that have no effect on a route, because all routes share one session. */
const OF_THE_CONNECTION = [
  'retry',
  'transient',
  'stableAfter',
  'idleTimeout',
  'gate',
  'wake',
  'pauseWhile',
  'schema',
  'onInvalid',
  'logger',
  'maxMessageSize',
  'sequence',
  'clock',
] as const satisfies readonly (keyof PushOptions<unknown>)[];

function notForRoutes(options: PushOptions<unknown>): readonly string[] {
  const { from, store, window, onRefused } = own<ResumeOptions>(options.resume === false ? {} : (options.resume ?? {}));
  const resume = Object.keys(defined({ from, store, window, onRefused })).map((name) => `resume.${name}`);
  return [...OF_THE_CONNECTION.filter((name) => options[name] !== undefined), ...resume];
}
