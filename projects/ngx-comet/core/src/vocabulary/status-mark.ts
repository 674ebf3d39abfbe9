import type { Observable } from 'rxjs';
import type { ConnectionStatus } from './connection-status';
import type { PushEvent } from './push-event';

/** An event that is not a message. */
export type StatusEvent = Exclude<PushEvent<unknown>, { readonly kind: 'message' }>;

/** Gets what happens to the connection of a stream, beside the values. A source calls the one or the other. */
export interface StatusReport {
  event(event: StatusEvent): void;
  status(status: ConnectionStatus): void;
}

/**
 * The same stream again, whose subscriptions also report what happens to the connection. How its values end is not
 * reported: the subscriber sees it.
 */
export type Reporting<T> = (report: StatusReport) => Observable<T>;

// A registered symbol: `pushSignal()` and `pushResource()` of the Angular entry read it, and its streams have it.
const STATUS: unique symbol = Symbol.for('ngx-comet.status');

/** Marks a stream with the way to observe it together with the status of its connection. */
export function withReporting<T>(stream: Observable<T>, reporting: Reporting<T>): Observable<T> {
  return Object.assign(stream, { [STATUS]: reporting });
}

/** The mark of a stream; `undefined` if the stream has none. */
export function reportingOf<T>(stream: Observable<T>): Reporting<T> | undefined {
  return (stream as { readonly [STATUS]?: Reporting<T> })[STATUS];
}
