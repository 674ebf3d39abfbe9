import { Observable } from 'rxjs';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import { isPushEvent } from '../vocabulary/is-push-event';
import { withReporting } from '../platform/status-mark';
import type { StatusReport } from '../vocabulary/status-report';

/**
 * Marks a stream of a connection with the status of the connection, which a late subscriber gets too. The events alone
 * would not tell it.
 */
export function withStatus<T>(values: Observable<T>, status$: Observable<ConnectionStatus>): Observable<T> {
  return withReporting(
    values,
    (report: StatusReport) =>
      new Observable((subscriber) => {
        subscriber.add(status$.subscribe((status) => report.status(status)));
        subscriber.add(
          values.subscribe({
            next: (value) => {
              if (isPushEvent(value) && value.kind === 'rejected') report.event(value);
              subscriber.next(value);
            },
            error: (error: unknown) => subscriber.error(error),
            complete: () => subscriber.complete(),
          }),
        );
      }),
  );
}
