import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Observable, SchedulerLike } from 'rxjs';
import type { CursorStore } from '../cursors/cursor-store';
import type { Decoder } from '../decode/decoder';
import type { PushError } from '../vocabulary/push-error';
import type { PushLogger } from '../vocabulary/push-logger';
import type { PushMessage } from '../vocabulary/push-message';
import type { RetrySchedule } from '../schedule/retry-schedule';

/** What a factory emits: the payloads, the messages with their ids, or everything that happens to the connection. */
export type Observe = 'data' | 'messages' | 'events';

/** How a reconnection continues after the last delivered message. */
export interface ResumeOptions {
  /**
   * Sends the cursor in this request header, as UTF-8 bytes. A header that is not safelisted costs a CORS preflight.
   */
  readonly header?: string | undefined;
  /** Sends the cursor in this query parameter; it replaces `header`. */
  readonly query?: string | undefined;
  /** The cursor of the first attempt where the store has none. */
  readonly from?: string | undefined;
  /** Where the cursor is stored, default `memoryCursor()`, which lasts as long as the subscription. */
  readonly store?: CursorStore | undefined;
  /**
   * How many of the latest ids are remembered to drop repeated messages, default 1_000, at most 1_000_000; 0 = none.
   */
  readonly window?: number | undefined;
}

/** The options that all transports share. Times are milliseconds. */
export interface PushOptions<T> {
  /** When to reconnect after an error, default `defaultRetry()`; `false` = one attempt. */
  readonly retry?: RetrySchedule | false | undefined;
  /** Decides whether an error is retried; `undefined` keeps the error's own `transient`. */
  readonly transient?: ((error: PushError) => boolean | undefined) | undefined;
  /** How long a connection must stay open before the retry count is reset, default 5_000. */
  readonly stableAfter?: number | undefined;
  /** How long an attempt may take to open, default 15_000; 0 = no limit. */
  readonly connectTimeout?: number | undefined;
  /** How long an open connection may receive no byte, default 0 = no limit. */
  readonly idleTimeout?: number | undefined;
  /** Attempts start only while its latest value is true. When it turns true, a wait ends at once. */
  readonly gate?: Observable<boolean> | undefined;
  /** Hangs up while its latest value is true, and resumes when it turns false. */
  readonly pauseWhile?: Observable<boolean> | undefined;
  /** Turns raw messages into values, default `json()`. */
  readonly decode?: Decoder<T> | undefined;
  /** Validates (and may transform) the decoded value; any synchronous Standard Schema. */
  readonly schema?: StandardSchemaV1<unknown, T> | undefined;
  /**
   * What happens to a message that cannot be decoded or is not valid: `'report'`, the default, reports it and the feed
   * goes on; `'error'` ends the stream.
   */
  readonly onInvalid?: 'report' | 'error' | undefined;
  /** Gets the warnings, such as rejected messages where `observe` does not show them; default the console. */
  readonly logger?: PushLogger | undefined;
  /**
   * The longest accepted message, in characters (text) or bytes (binary), default 16 Mi; a longer one is a final
   * `overflow`.
   */
  readonly maxMessageSize?: number | undefined;
  /** How to continue after a reconnection; `false` sends no cursor and delivers repeated messages again. */
  readonly resume?: false | ResumeOptions | undefined;
  /** Returns the number of a message. It grows by 1 from message to message, so that every `gap` is detected. */
  readonly sequence?: ((message: PushMessage<T>) => number) | undefined;
  /** The source of time and timers, default RxJS' `asyncScheduler`. */
  readonly clock?: SchedulerLike | undefined;
}
