import { Observable, tap, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { operatorClock, wallTime } from '../platform/monotonic-clock';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { PushEvent } from '../vocabulary/push-event';
import { isPushError } from '../vocabulary/is-push-error';
import { isPushEvent } from '../vocabulary/is-push-event';
import { statusAfter } from '../vocabulary/status-after';
import { reportingOf } from '../platform/status-mark';
import { toPushError } from '../vocabulary/to-push-error';
import { keepingStatus } from './keeping-status';

/**
 * Reduces the events of a connection to its status, and emits a status for every event that changes it. When the source
 * completes or errors, it emits the phase `closed` and completes. It never errors.
 *
 * @usageNotes
 * ```ts
 * const status$ = sse$('/prices', { observe: 'events' }).pipe(toStatus());
 * ```
 */
export function toStatus(
  clock: SchedulerLike = operatorClock(),
): OperatorFunction<PushEvent<unknown>, ConnectionStatus> {
  return keepingStatus<PushEvent<unknown>, ConnectionStatus>(
    (source, report) => {
      const statuses = reduced(source, clock);
      return report === undefined ? statuses : statuses.pipe(tap((status) => report.status(status)));
    },
    // All others are reported as statuses, so that the clock is the same.
    (event) => (event.kind === 'rejected' ? event : undefined),
  );
}

function reduced(source: Observable<PushEvent<unknown>>, clock: SchedulerLike): Observable<ConnectionStatus> {
  // Of a stream that is known, such as one of data, a value without the mark is no event, whatever it looks like.
  const isKnown = reportingOf(source) !== undefined;
  return new Observable((subscriber) => {
    let attempt = 1;
    return source.subscribe({
      next: (event) => {
        if (isKnown && !isPushEvent(event)) return;
        if (event.kind === 'connecting') attempt = event.attempt;
        const status = statusAfter(event, attempt, wallTime(clock));
        if (status !== undefined) subscriber.next(status);
      },
      error: (error: unknown) => {
        subscriber.next({ phase: 'closed', error: isPushError(error) ? error : toPushError(error) });
        subscriber.complete();
      },
      complete: () => {
        subscriber.next({ phase: 'closed' });
        subscriber.complete();
      },
    });
  });
}
