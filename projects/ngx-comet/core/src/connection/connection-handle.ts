import type { Observable } from 'rxjs';
import type { RequestOptions } from '../peer/request';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';

/** One wire, however many subscribers. */
export interface Connection<In, Out = unknown> {
  /** The payloads. Like the two below, it opens the wire with its first subscriber and errors where the connection gave up. */
  readonly data$: Observable<In>;
  /** The messages, with their ids and the route they came by. */
  readonly messages$: Observable<PushMessage<In>>;
  /** Everything that happens to the connection, messages included. */
  readonly events$: Observable<PushEvent<In>>;
  /** The latest status, and every later one; subscribing opens nothing. It never errors. */
  readonly status$: Observable<ConnectionStatus>;
  /**
   * Sends over the live route, in order; what cannot go yet waits. Throws a `PushError`: `overflow` when too many wait,
   * `unsupported` when no route can send, `aborted` after `close()`.
   */
  send(value: Out): void;
  /** Sends when subscribed to, emits the answer and completes. */
  request<R = In>(value: Out, options: RequestOptions<In>): Observable<R>;
  /** The messages of one channel: the first subscriber subscribes, the last one to leave unsubscribes. */
  channel<T = In>(name: string): Observable<T>;
  /** Hangs up for good and completes the subscribers. */
  close(): void;
}
