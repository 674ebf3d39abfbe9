import { tap, type Observable, type OperatorFunction } from 'rxjs';
import { isPushEvent } from '../vocabulary/is-push-event';
import { reportingOf, withReporting } from '../platform/status-mark';
import type { StatusEvent, StatusReport } from '../vocabulary/status-report';
import { inContext } from './delivery';

/** What an operator does. `report` is given where somebody observes the status too. */
type Operate<T, R> = (source: Observable<T>, report?: StatusReport) => Observable<R>;

/**
 * An operator whose result keeps the status of its source: signals of it show the status of the connection, over the
 * one subscription that brings the values. For whoever does not observe the status, a message passes no more calls.
 *
 * `statusEvent` returns the event that a value of the source is, if the source has no mark.
 */
export function keepingStatus<T, R>(
  operate: Operate<T, R>,
  statusEvent: (value: T) => StatusEvent | undefined = markedEvent,
): OperatorFunction<T, R> {
  return (source) =>
    withReporting(operate(source), (report: StatusReport) => {
      const reporting = reportingOf<T, StatusReport>(source) ?? ((to) => reportingEvents(source, statusEvent, to));
      return operate(reporting(report), report);
    });
}

/** A stream that nobody marked. It may be one of events. */
function reportingEvents<T>(
  source: Observable<T>,
  statusEvent: (value: T) => StatusEvent | undefined,
  report: StatusReport,
): Observable<T> {
  return inContext(source, (values, enter) =>
    values.pipe(
      tap((value) => {
        const event = statusEvent(value);
        if (event !== undefined) enter(() => report.event(event));
      }),
    ),
  );
}

function markedEvent(value: unknown): StatusEvent | undefined {
  return isPushEvent(value) && value.kind !== 'message' ? value : undefined;
}
