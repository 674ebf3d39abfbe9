import type { ConnectionStatus, PushEvent } from 'ngx-comet/core';
import type { Observable } from 'rxjs';

// A registered symbol: operators of ngx-comet/core set it too.
const EVENTS: unique symbol = Symbol.for('ngx-comet.events');
const STATUS = Symbol('ngx-comet.status');

/** The same feed observed as events, and the part of a message that the stream itself emits. */
export interface EventTwin {
  readonly events: () => Observable<PushEvent<unknown>>;
  readonly emits: 'data' | 'messages';
}

/** Stores on a stream how to observe the same feed as events. Signals need the events for the status. */
export function withEvents<T>(stream: Observable<T>, twin: EventTwin): Observable<T> {
  return Object.assign(stream, { [EVENTS]: twin });
}

/** The event twin of a stream; `undefined` if the service did not make the stream, or if it was piped. */
export function eventsOf(stream: Observable<unknown>): EventTwin | undefined {
  return (stream as { [EVENTS]?: EventTwin })[EVENTS];
}

/** Stores the status of a connection on one of its streams. */
export function withStatus<T>(stream: Observable<T>, status$: Observable<ConnectionStatus>): Observable<T> {
  return Object.assign(stream, { [STATUS]: status$ });
}

/** The status of the connection of a stream; `undefined` for any other stream. */
export function statusOf(stream: Observable<unknown>): Observable<ConnectionStatus> | undefined {
  return (stream as { [STATUS]?: Observable<ConnectionStatus> })[STATUS];
}
