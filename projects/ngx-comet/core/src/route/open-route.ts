import { Observable } from 'rxjs';
import type { Route } from './route';
import { Session } from '../session/session';
import type { Settings } from '../session/settings';

/** The cold Observable of a session: every subscription gets a plan and a connection of its own, unsubscribing hangs up. */
export function openRoute<T>(settings: Settings<T>, route: Route<T>): Observable<unknown> {
  return new Observable((subscriber) => {
    const session = new Session(settings, route.plan(settings), subscriber);
    // Registered before the start, since a first message may already make the consumer leave.
    subscriber.add(() => {
      session.stop();
    });
    session.start();
  });
}
