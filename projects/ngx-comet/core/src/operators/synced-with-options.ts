import type { ObservableInput } from 'rxjs';
import type { Continuity } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';

/** Why a snapshot is loaded: the stream is at its beginning, messages are missing, or nobody knows. */
export type LoadCause = Exclude<Continuity, 'resumed'>;

/** The options of `syncedWith()`. Write `load` first: it gives the others the type of the state. */
export interface SyncedWithOptions<T, S> {
  /**
   * Loads the snapshot; its first value counts. It is not retried here: an error of it is the error of the stream, so
   * add `retryWithBackoff()`. It must read the state of the server anew: an answer from a cache may be older than the
   * messages that are missing.
   */
  readonly load: (cause: LoadCause) => ObservableInput<S>;
  /**
   * Whether the state has this message already, by a number that both of them have. Called for every message before
   * `apply`.
   */
  readonly includes: (state: S, message: PushMessage<T>) => boolean;
  /** The state after the message: a new one, because the one before was emitted. */
  readonly apply: (state: S, message: PushMessage<T>) => NoInfer<S>;
  /** How many messages are kept while a snapshot is loading, default 10,000. They take about 16 MiB at most. */
  readonly max?: number | undefined;
}
