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

/** How a reconnection tells the server what was delivered last. */
export interface ResumeOptions {
  /** Send the cursor in this request header, as UTF-8 bytes. A header that is not safelisted costs a CORS preflight. */
  readonly header?: string | undefined;
  /** Send the cursor in this query parameter; it replaces `header`. */
  readonly query?: string | undefined;
  /** The cursor to start from where the store has none. */
  readonly from?: string | undefined;
  /** Where the cursor is kept, default `memoryCursor()`: as long as the subscription. */
  readonly store?: CursorStore | undefined;
  /** How many of the latest ids are remembered to drop repeats, default 1_000, at most 1_000_000; 0 = none. */
  readonly window?: number | undefined;
}

/** The options that all transports share. Times are milliseconds. */
export interface PushOptions<T> {
  /** When to try again, default `defaultRetry()`; `false` = one attempt. */
  readonly retry?: RetrySchedule | false | undefined;
  /** Overrules which errors are tried again; `undefined` keeps the error's own `transient`. */
  readonly transient?: ((error: PushError) => boolean | undefined) | undefined;
  /** How long a connection must have been open for the retry count to start over, default 5_000. */
  readonly stableAfter?: number | undefined;
  /** How long an attempt may take to open, default 15_000; 0 = no limit. */
  readonly connectTimeout?: number | undefined;
  /** How long an open connection may go without a byte, default 0 = no limit. */
  readonly idleTimeout?: number | undefined;
  /** Attempts start only while its latest value is true; turning true ends a wait at once. */
  readonly gate?: Observable<boolean> | undefined;
  /** Hangs up while its latest value is true, and resumes after. */
  readonly pauseWhile?: Observable<boolean> | undefined;
  /** Turns raw messages into values, default `json()`. */
  readonly decode?: Decoder<T> | undefined;
  /** Validates (and may transform) what was decoded; any synchronous Standard Schema. */
  readonly schema?: StandardSchemaV1<unknown, T> | undefined;
  /** What becomes of a message that cannot be decoded or is not valid, default `'report'`: told, and the feed lives. */
  readonly onInvalid?: 'report' | 'error' | undefined;
  /** Told of rejected messages where `observe` does not show them, default the console. */
  readonly logger?: PushLogger | undefined;
  /** The longest message taken, in characters (text) or bytes (binary), default 16 Mi; a longer one is a final `overflow`. */
  readonly maxMessageSize?: number | undefined;
  /** How to go on after a reconnection; `false` forgets the cursor and takes repeats for new. */
  readonly resume?: false | ResumeOptions | undefined;
  /** The number of a message, +1 from one to the next; with it every `gap` is noticed. */
  readonly sequence?: ((message: PushMessage<T>) => number) | undefined;
  /** The source of time and timers, default RxJS' `asyncScheduler`. */
  readonly clock?: SchedulerLike | undefined;
}
