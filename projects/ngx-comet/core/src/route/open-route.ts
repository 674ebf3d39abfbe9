import { Observable } from 'rxjs';
import type { ObserveOption } from '../session/observed';
import type { Observe, PushOptions } from '../session/push-options';
import { Session } from '../session/session';
import { settings } from '../session/settings';
import type { Route } from './route';
import { own } from '../platform/own';

/**
 * The cold Observable of a route. Every subscription gets its own plan and its own connection, and unsubscribing hangs
 * up. The options were checked when the route was created. Here they get their defaults.
 */
export function openRoute<T>(route: Route<T>, options: PushOptions<T> & ObserveOption<Observe>): Observable<unknown> {
  const shared = settings(options);
  return new Observable((subscriber) => {
    new Session(shared, own(route.plan(shared)), subscriber).start();
  });
}
