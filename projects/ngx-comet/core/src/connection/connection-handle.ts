import type { Observable } from 'rxjs';
import type { RequestOptions } from '../peer/request';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';

/** One connection for any number of subscribers. */
export interface Connection<In, Out = unknown> {
  /**
   * The payloads. Like `messages$` and `events$`, it opens the connection with its first subscriber, and errors when
   * the connection gives up.
   */
  readonly data$: Observable<In>;
  /** The messages, with their ids and transports. */
  readonly messages$: Observable<PushMessage<In>>;
  /** Everything that happens to the connection, messages included. */
  readonly events$: Observable<PushEvent<In>>;
  /** The latest status and every later one. Subscribing does not open the connection. It never errors. */
  readonly status$: Observable<ConnectionStatus>;
  /**
   * Sends over the live route, in order. A message that cannot be sent yet waits. Throws a `PushError`: `overflow` when
   * too many messages wait, `unsupported` when no route can send, `aborted` after `close()`.
   */
  send(value: Out): void;
  /** Sends when subscribed to, emits the answer and completes. */
  request<R = In>(value: Out, options: RequestOptions<In>): Observable<R>;
  /**
   * The messages of one channel. The first subscriber subscribes to it on the server, the last one unsubscribes from
   * it.
   */
  channel<T = In>(name: string): Observable<T>;
  /** Hangs up, completes the subscribers and never connects again. */
  close(): void;
}
