import type { Observable } from 'rxjs';
import type { RequestOptions } from '../peer/request';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';

/** The options of `reconnect`. */
export interface ReconnectOptions {
  /** True for another user: nothing of the old one is used any more. Default false. */
  readonly forget?: boolean | undefined;
}

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
  /**
   * Connects now, for example after a sign-in. A wait ends, and an open connection is closed and opened again at once,
   * over the same route and from the cursor. It is no loss: the retry schedule is not asked. An attempt that connects
   * goes on, a pause or a closed `gate` still holds, and without a subscriber nothing happens. The channels in use are
   * subscribed to again.
   *
   * With `forget` also an attempt that connects is made anew, and nothing of the old user is left: the cursor is removed
   * from its store, ids and numbers are forgotten, `resume.from` is used no more, and the next `open` is `first`.
   * Messages that wait to be sent are dropped, and the logger is told how many. Requests without an answer error with
   * `aborted`. This happens without a subscriber too.
   *
   * Throws a `TypeError` for a wrong option, and a `PushError` with `aborted` after `close()`.
   *
   * @usageNotes
   * ```ts
   * feed.reconnect({ forget: true });
   * ```
   */
  reconnect(options?: ReconnectOptions): void;
  /** Hangs up, completes the subscribers and never connects again. */
  close(): void;
}
