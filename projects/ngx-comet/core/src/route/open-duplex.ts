import { Observable } from 'rxjs';
import type { Unsent } from '../transports/websocket/websocket-options';
import type { DuplexRoute } from './duplex-route';
import { openRoute } from './open-route';
import type { Settings } from '../session/settings';

/** The cold Observable of a session whose route sends too. */
export function openDuplex<In, Out>(settings: Settings<In>, route: DuplexRoute<In, Out>): Observable<unknown> {
  return new Observable((subscriber) => {
    const duplex = route.open(settings, (error) => {
      subscriber.error(error);
    });
    if (!subscriber.closed) {
      // The very same subscriber: a message passes nothing on its way from one to the other.
      openRoute(settings, { transport: route.transport, plan: () => duplex.plan }).subscribe(subscriber);
    }
    // Added last, so that it runs when the session has let go of the connection.
    subscriber.add(() => {
      const unsent = duplex.close();
      if (unsent !== undefined) report(unsent, settings, route);
    });
  });
}

function report<In, Out>(unsent: Unsent<Out>, { logger }: Settings<In>, route: DuplexRoute<In, Out>): void {
  if (route.unsent !== undefined) {
    route.unsent(unsent);
    return;
  }
  // How much, not what: messages may carry secrets.
  const { values, dropped, bytes } = unsent;
  logger.warn(`ngx-comet: not everything was sent over the ${route.transport}`, {
    waiting: values.length,
    dropped,
    bytes,
  });
}
