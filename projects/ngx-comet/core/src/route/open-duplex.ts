import { Observable } from 'rxjs';
import { Session } from '../session/session';
import { settings } from '../session/settings';
import { atUrl } from '../vocabulary/at-url';
import type { PushError } from '../vocabulary/push-error';
import type { PushLogger } from '../vocabulary/push-logger';
import type { DuplexRoute, Unsent } from './duplex-route';
import { own } from '../platform/own';
import { inHost, type StreamOptions } from './stream-host';

/** The same as `openRoute`, for a route that can send too. */
export function openDuplex<In, Out>(route: DuplexRoute<In, Out>, options: StreamOptions<In>): Observable<unknown> {
  return inHost(route, options, (given, defaults) => {
    const shared = settings(given);
    return new Observable((subscriber) => {
      const fail = (error: PushError): void => {
        subscriber.error(error);
      };
      const duplex = route.open(shared, fail, defaults);
      let session: Session<In> | undefined;
      try {
        if (subscriber.closed) return;
        session = new Session(shared, own(duplex.plan), subscriber);
        session.start();
      } finally {
        // Added last, so that it runs after the session closed the connection.
        subscriber.add(() => {
          const unsent = duplex.close();
          if (unsent !== undefined) report(unsent, shared.logger, route, session?.url);
        });
      }
    });
  });
}

function report<In, Out>(
  unsent: Unsent<Out>,
  logger: PushLogger,
  route: DuplexRoute<In, Out>,
  url: string | undefined,
): void {
  if (route.unsent !== undefined) {
    route.unsent(unsent);
    return;
  }
  // Only numbers are logged, because messages may contain secrets.
  const { values, dropped, bytes } = unsent;
  logger.warn(`ngx-comet: not everything was sent over the ${route.transport}${atUrl(url)}`, {
    waiting: values.length,
    dropped,
    bytes,
  });
}
