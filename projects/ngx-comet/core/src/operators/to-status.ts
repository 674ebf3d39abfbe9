import { Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { monotonicClock, wallTime } from '../platform/monotonic-clock';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { PushEvent } from '../vocabulary/push-event';
import { isPushError } from '../vocabulary/is-push-error';
import { statusAfter } from '../vocabulary/status-after';
import { toPushError } from '../vocabulary/to-push-error';

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
  clock: SchedulerLike = monotonicClock,
): OperatorFunction<PushEvent<unknown>, ConnectionStatus> {
  return (source) =>
    new Observable((subscriber) => {
      let attempt = 1;
      return source.subscribe({
        next: (event) => {
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
