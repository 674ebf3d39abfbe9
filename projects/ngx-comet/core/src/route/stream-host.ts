import type { Observable } from 'rxjs';
import type { ObserveOption } from '../session/observed';
import type { Observe, PushOptions } from '../session/push-options';
import type { Route } from './route';
import type { RouteDefaults } from './route-defaults';

/** The options of a stream that do not depend on its transport. */
export type StreamOptions<T> = PushOptions<T> & ObserveOption<Observe>;

/**
 * Opens the streams of the factories in an environment that has options of its own, such as an Angular application. It gets
 * the route and the options of the call, which are checked, and returns the stream that the factory returns. `open` makes
 * the plain stream: `options` are used in place of those of the call, and `defaults` for what the route leaves open.
 */
export type StreamHost = <T>(
  route: Route<T>,
  options: StreamOptions<T>,
  open: (options: StreamOptions<T>, defaults?: RouteDefaults) => Observable<unknown>,
) => Observable<unknown>;

// A registered symbol: the Angular entry sets it, whichever copy of the package it is from. Not a name, because it is no
// option for callers.
const HOST: unique symbol = Symbol.for('ngx-comet.host');

/** Opens a stream in the host of its options, or at once if they have none. */
export function inHost<T>(
  route: Route<T>,
  options: StreamOptions<T> & { readonly [HOST]?: StreamHost },
  open: (options: StreamOptions<T>, defaults?: RouteDefaults) => Observable<unknown>,
): Observable<unknown> {
  const host = options[HOST];
  return host === undefined ? open(options) : host(route, options, open);
}
