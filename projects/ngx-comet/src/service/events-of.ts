import type { ConnectionStatus, PushEvent } from 'ngx-comet/core';
import { Observable } from 'rxjs';
import { isPushEvent } from './is-push-event';
import { inContext } from './outside-zone';

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

// A registered symbol: the connections and the operators of ngx-comet/core set it too, and pass it on.
const STATUS: unique symbol = Symbol.for('ngx-comet.status');

/** The same feed observed as events, and the part of a message that the stream itself emits. */
export interface EventTwin {
  readonly events: () => Observable<PushEvent<unknown>>;
  readonly emits: 'data' | 'messages';
}

/** Marks a stream with the way to observe the same feed as events. Signals need them for the status. */
export function withEvents<T>(stream: Observable<T>, { events, emits }: EventTwin): Observable<T> {
  return withReporting(stream, (report) =>
    inContext(
      events(),
      (events$, enter) =>
        new Observable((subscriber) =>
          events$.subscribe({
            next: (event) => {
              if (event.kind !== 'message') enter(() => report.event(event));
              else subscriber.next((emits === 'data' ? event.message.data : event.message) as T);
            },
            error: (error: unknown) => subscriber.error(error),
            complete: () => subscriber.complete(),
          }),
        ),
    ),
  );
}

/** Marks a stream of a connection with the status of the connection, which a late subscriber gets too. */
export function withStatus<T>(stream: Observable<T>, status$: Observable<ConnectionStatus>): Observable<T> {
  return withReporting(stream, reportingStatus(stream, status$));
}

/** Values and the status of their connection, which is known apart from them. */
export function reportingStatus<T>(stream: Observable<T>, status$: Observable<ConnectionStatus>): Reporting<T> {
  return (report) =>
    inContext(
      stream,
      (values, enter) =>
        new Observable((subscriber) => {
          subscriber.add(status$.subscribe((status) => report.status(status)));
          subscriber.add(
            values.subscribe({
              next: (value) => {
                if (isPushEvent(value) && value.kind === 'rejected') enter(() => report.event(value));
                subscriber.next(value);
              },
              error: (error: unknown) => subscriber.error(error),
              complete: () => subscriber.complete(),
            }),
          );
        }),
    );
}

function withReporting<T>(stream: Observable<T>, reporting: Reporting<T>): Observable<T> {
  return Object.assign(stream, { [STATUS]: reporting });
}

/** The mark of a stream; `undefined` if the stream has none. */
export function reportingOf<T>(stream: Observable<T>): Reporting<T> | undefined {
  return (stream as { readonly [STATUS]?: Reporting<T> })[STATUS];
}
