import type { ConnectionStatus, PushEvent } from 'ngx-comet/core';
import type { Observable } from 'rxjs';

const EVENTS = Symbol('ngx-comet.events');
const STATUS = Symbol('ngx-comet.status');

/** The same feed with its events, and what of a message the stream itself emits. */
export interface EventTwin {
  readonly events: () => Observable<PushEvent<unknown>>;
  readonly emits: 'data' | 'messages';
}

/** Notes on a stream how to subscribe to the same feed with its events, for who needs the status beside the values. */
export function withEvents<T>(stream: Observable<T>, twin: EventTwin): Observable<T> {
  return Object.assign(stream, { [EVENTS]: twin });
}

/** The feed of a stream with its events; `undefined` for a stream that the service did not make, or that was piped. */
export function eventsOf(stream: Observable<unknown>): EventTwin | undefined {
  return (stream as { [EVENTS]?: EventTwin })[EVENTS];
}

/** Notes on a stream of a connection the status of that. */
export function withStatus<T>(stream: Observable<T>, status$: Observable<ConnectionStatus>): Observable<T> {
  return Object.assign(stream, { [STATUS]: status$ });
}

/** The status of the connection that a stream is of, if any. */
export function statusOf(stream: Observable<unknown>): Observable<ConnectionStatus> | undefined {
  return (stream as { [STATUS]?: Observable<ConnectionStatus> })[STATUS];
}
