import { Observable } from 'rxjs';
import type { Observe, PushOptions } from '../session/push-options';
import { Session } from '../session/session';
import { settings } from '../session/settings';
import type { Route } from './route';

/**
 * The cold Observable of a route: every subscription gets a plan and a connection of its own, unsubscribing hangs up. The route
 * has checked the options when it was made; here they get their defaults.
 */
export function openRoute<T>(
  route: Route<T>,
  options: PushOptions<T> & { readonly observe?: Observe | undefined },
): Observable<unknown> {
  const shared = settings(options);
  return new Observable((subscriber) => {
    new Session(shared, route.plan(shared), subscriber).start();
  });
}
