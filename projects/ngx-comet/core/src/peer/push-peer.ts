import type { Observable } from 'rxjs';
import type { PushEvent } from '../vocabulary/push-event';

/** Both directions of one connection: a {@link Connection}, or a shared {@link websocket$} and its `outgoing`. */
export interface PushPeer<In, Out> {
  /** The events of the connection. Subscribing opens it, and no subscription may open a second one. */
  readonly events$: Observable<PushEvent<In>>;
  /** Sends in order, now or as soon as possible. */
  send(value: Out): void;
}
