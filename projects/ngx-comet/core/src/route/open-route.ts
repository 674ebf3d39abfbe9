import { Observable } from 'rxjs';
import { Session } from '../session/session';
import { settings } from '../session/settings';
import type { Route } from './route';
import { own } from '../platform/own';
import { inHost, type StreamOptions } from './stream-host';

/**
 * The cold Observable of a route. Every subscription gets its own plan and its own connection, and unsubscribing hangs
 * up. The options were checked when the route was created. Here they get their defaults.
 */
export function openRoute<T>(route: Route<T>, options: StreamOptions<T>): Observable<unknown> {
  return inHost(route, options, (given, defaults) => {
    const shared = settings(given);
    return new Observable((subscriber) => {
      new Session(shared, own(route.plan(shared, defaults)), subscriber).start();
    });
  });
}
