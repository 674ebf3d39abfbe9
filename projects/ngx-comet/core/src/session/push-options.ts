import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Observable, SchedulerLike } from 'rxjs';
import type { CursorStore } from '../cursors/cursor-store';
import type { Decoder } from '../decode/decoder';
import type { PushError } from '../vocabulary/push-error';
import type { PushLogger } from '../vocabulary/push-logger';
import type { Continuity } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';
import type { RetrySchedule } from '../schedule/retry-schedule';
import type { SequenceNumber } from './sequence-check';

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
  /**
   * The cursor of the first attempt where the store has none: at most 1 KiB in UTF-8, without control characters.
   */
  readonly from?: string | undefined;
  /** Where the cursor is stored, default `memoryCursor()`, which lasts as long as the subscription. */
  readonly store?: CursorStore | undefined;
  /**
   * How many of the latest messages with ids are remembered to drop those that the server repeats after a reconnection,
   * default 1_000, at most 1_000_000; 0 = none. A repeat has the same id and the same payload. The payloads may hold 1 Mi
   * characters together, or 1 Ki per message if that is more; beyond that only the id is compared.
   */
  readonly window?: number | undefined;
  /** True if the server is known to send everything after the cursor: then it is `resumed` without a proof. */
  readonly trusted?: boolean | undefined;
  /**
   * Reads from the response headers how the server continues after the cursor that was sent; `undefined` = it does not
   * say. By default a header `Last-Event-ID` with the cursor means `resumed`, and one with another value `gap`. Across
   * origins the server must expose the header (`Access-Control-Expose-Headers`).
   */
  readonly confirm?:
    ((answer: { readonly headers: Headers; readonly cursor: string }) => Continuity | undefined) | undefined;
  /**
   * What follows when the server refuses a request that carried the cursor (400, 404, 410, 412, 414 or 431):
   * `'restart'`, the default, makes the request again without it, once, and reports a `gap`; `'error'` treats it like
   * any other error, which is final, and keeps the cursor. For a feed whose request without a cursor does something, such
   * as a POST that starts an answer.
   *
   * @usageNotes
   * ```ts
   * sse$('/answers', {
   *   method: ({ cursor }) => (cursor === undefined ? 'POST' : 'GET'),
   *   body: ({ cursor }) => (cursor === undefined ? JSON.stringify({ question: 'why?' }) : null),
   *   resume: { onRefused: 'error' },
   * });
   * ```
   */
  readonly onRefused?: 'restart' | 'error' | undefined;
}

/** The options that all transports share. Times are milliseconds. */
export interface PushOptions<T> {
  /** When to reconnect after an error, default `defaultRetry()`; `false` = one attempt. */
  readonly retry?: RetrySchedule | false | undefined;
  /** Decides whether an error is retried; `undefined` keeps the error's own `transient`. */
  readonly transient?: ((error: PushError) => boolean | undefined) | undefined;
  /** How long a connection must stay open before the retry count is reset, default 5_000. */
  readonly stableAfter?: number | undefined;
  /**
   * How long an attempt may take to open, default 15_000; 0 = no limit. If the page was busy, what has arrived is read
   * before this limit ends anything; so it is with all limits.
   */
  readonly connectTimeout?: number | undefined;
  /**
   * How long an open connection may receive no byte, default 0 = no limit. Without it, a connection is suspected only
   * after a sleep, or after the page was busy for 5 s: then it has 2 s to bring a byte.
   */
  readonly idleTimeout?: number | undefined;
  /** Attempts start only while its latest value is true. When it turns true, a wait ends at once. */
  readonly gate?: Observable<boolean> | undefined;
  /**
   * Each emission ends a wait at once, for example of a button "retry now". A wait between two polls ends too, so it
   * means "refresh now" there. An open connection and an attempt that connects go on, and a pause or a closed `gate`
   * still holds. After ten emissions in a row, one per second ends a wait, because the server may be the one that waits.
   *
   * It is subscribed to once per subscription. Its error ends the stream with `aborted`; its completion has no effect.
   *
   * @usageNotes
   * ```ts
   * const retryNow = new Subject<void>();
   * const prices$ = sse$<Price>('/prices', { wake: retryNow });
   * ```
   */
  readonly wake?: Observable<unknown> | undefined;
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
  /**
   * Gets the warnings, such as rejected messages where `observe` does not show them; default the console, looked up at
   * the call of the factory. Each names the transport and the URL, without its query.
   *
   * Of the rejected messages of a stream, the first with each error code is logged at once, and then the number of the
   * others: every 10 s at most, and at the end of the stream. During development, one warning says so if the first ten
   * messages are all rejected, and a stream that has not opened within twice its `connectTimeout` logs once why.
   */
  readonly logger?: PushLogger | undefined;
  /**
   * The longest accepted message, in characters (text) or bytes (binary), default 16 Mi; a longer one is a final
   * `overflow`.
   */
  readonly maxMessageSize?: number | undefined;
  /** How to continue after a reconnection; `false` sends no cursor and delivers repeated messages again. */
  readonly resume?: false | ResumeOptions | undefined;
  /**
   * Returns the number of a message, so that every `gap` is detected. It grows by 1 from message to message, or from
   * message to message with the same key, if several things are numbered apart. `undefined`: the message has no number.
   */
  readonly sequence?: ((message: PushMessage<T>) => SequenceNumber) | undefined;
  /** The source of time and timers, default `monotonicClock`, which nobody can set. */
  readonly clock?: SchedulerLike | undefined;
}
