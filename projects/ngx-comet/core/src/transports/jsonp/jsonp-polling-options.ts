import type { PollInterval } from '../../schedule/poll-pace';
import type { JsonpOptions } from './jsonp-options';

/** The options of {@link viaJsonpPolling}. Times are milliseconds. */
export interface JsonpPollingOptions<T> extends JsonpOptions<T> {
  /**
   * The least time from the start of one request to the start of the next after an empty answer, default 1_000. A
   * function is called after every answer, with `undefined`: a script has no headers. `Infinity` = no further request, as
   * for {@link pollingStream$}.
   */
  readonly interval?: PollInterval | undefined;
  /** Returns the id of a message. It is the cursor of the next request. */
  readonly id?: ((data: T) => string | undefined) | undefined;
  /**
   * If true, each element of an answer that is an array is one message: a request costs far more than a message.
   * Default false. An answer of more than 100_000 messages, or of four times `maxMessageSize`, is an `overflow`.
   */
  readonly batch?: boolean | undefined;
}
