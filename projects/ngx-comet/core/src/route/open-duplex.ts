import { Observable } from 'rxjs';
import type { ObserveOption } from '../session/observed';
import type { Observe, PushOptions } from '../session/push-options';
import { Session } from '../session/session';
import { settings } from '../session/settings';
import { atUrl } from '../vocabulary/at-url';
import type { PushLogger } from '../vocabulary/push-logger';
import type { DuplexRoute, Unsent } from './duplex-route';
import { own } from '../platform/own';

/** The same as `openRoute`, for a route that can send too. */
export function openDuplex<In, Out>(
  route: DuplexRoute<In, Out>,
  options: PushOptions<In> & ObserveOption<Observe>,
): Observable<unknown> {
  const shared = settings(options);
  return new Observable((subscriber) => {
    const duplex = route.open(shared, (error) => {
      subscriber.error(error);
    });
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
