import type { Observable } from 'rxjs';

/**
 * The same stream again, whose subscriptions also report what happens to the connection, to a `StatusReport`. How its
 * values end is not reported: the subscriber sees it.
 */
export type Reporting<T, R> = (report: R) => Observable<T>;

// A registered symbol: `pushSignal()` and `pushResource()` of the Angular entry read it, and its streams have it.
const STATUS: unique symbol = Symbol.for('ngx-comet.status');

/** Marks a stream with the way to observe it together with the status of its connection. */
export function withReporting<T, R>(stream: Observable<T>, reporting: Reporting<T, R>): Observable<T> {
  return Object.assign(stream, { [STATUS]: reporting });
}

/** The mark of a stream; `undefined` if the stream has none. */
export function reportingOf<T, R>(stream: Observable<T>): Reporting<T, R> | undefined {
  return (stream as { readonly [STATUS]?: Reporting<T, R> })[STATUS];
}
