import type { Observable } from 'rxjs';
import type { PushEvent } from '../vocabulary/push-event';

/** The same stream as events: each of its values is the data of a message, and the status of the connection is known. */
interface EventTwin<T> {
  readonly events: () => Observable<PushEvent<T>>;
  /** The part of a message that the stream itself emits. */
  readonly emits: 'data' | 'messages';
}

// A registered symbol, because `pushSignal()` and `pushResource()` of the Angular entry read it.
const EVENTS: unique symbol = Symbol.for('ngx-comet.events');

/** Marks a stream with its events, so that signals show the status of the connection behind it. */
export function withEventTwin<T>(stream: Observable<T>, twin: EventTwin<T>): Observable<T> {
  return Object.assign(stream, { [EVENTS]: twin });
}
