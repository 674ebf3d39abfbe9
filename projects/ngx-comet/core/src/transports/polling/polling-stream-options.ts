import type { ObservableInput } from 'rxjs';
import type { FramingOption } from '../../framing/framing';
import type { HttpOptions } from '../../http/http-options';
import type { PollInterval } from '../../schedule/poll-pace';
import type { PushOptions } from '../../session/push-options';
import type { AnswerHeaders } from '../../session/plan';

/** The argument of a function that polls. */
export interface Poll {
  /** The id of the last message, if there was one. */
  readonly cursor: string | undefined;
  /** Counts the polls of the subscription from 0. */
  readonly index: number;
}

/** What is polled: a URL, or a function that returns the messages of one poll. */
export type PollSource<T> = string | URL | ((poll: Poll) => ObservableInput<T>);

/** The options of {@link pollingStream$}. Times are milliseconds. */
export interface PollingStreamOptions<T> extends PushOptions<T>, HttpOptions {
  /**
   * `'short'` (default) polls at an interval. `'long'` polls again at once: the server holds each request until there
   * is news. News without a new cursor, see `id`, are polled again after 100 ms at the earliest, from start to start.
   */
  readonly mode?: 'short' | 'long' | undefined;
  /**
   * The time from the end of one poll to the start of the next, default 5_000. In long mode, the least time from one
   * start to the next after an empty answer, at least 100. `Infinity` = no further poll, without a timer. The stream
   * stays subscribed: `wake`, a gate that turns true, the end of a pause, a user who comes back to the page, and a
   * network that is back start another poll.
   *
   * A function is called after every poll that did not fail, with its answer: `undefined` if a long poll reached its
   * `timeout`, or if the source is a function. If it throws, or returns anything but a number of at least 0, the stream
   * ends with `aborted`.
   *
   * A `Retry-After` of an answer (seconds or an HTTP date, RFC 9110 §10.2.3) is the least wait until the next poll.
   *
   * @usageNotes
   * ```ts
   * const events$ = pollingStream$<Event[]>('/events', {
   *   interval: (answer) => Number(answer?.headers.get('X-Poll-Interval') ?? 60) * 1_000,
   * });
   * ```
   */
  readonly interval?: PollInterval | undefined;
  /** How much the interval varies in both directions, as a fraction from 0 to 1, default 0.1. */
  readonly jitter?: number | undefined;
  /**
   * Multiplies the interval by `factor`, up to `max`, after each poll without news. What a function returns as the
   * interval is multiplied too.
   */
  readonly adaptive?: { readonly max: number; readonly factor: number } | undefined;
  /**
   * The time limit of one poll. Short mode: default 30_000, then a transient `timeout`. Long mode: default 60_000, then
   * the next poll.
   */
  readonly timeout?: number | undefined;
  /**
   * Returns the id of a message. It is the cursor of the next poll. Some servers send it in a header of the answer. With
   * a source that is a function there are no headers.
   */
  readonly id?: ((data: T, answer: AnswerHeaders) => string | undefined) | undefined;
  /** The stream completes after the first message for which this returns true. */
  readonly until?: ((data: T) => boolean) | undefined;
  /** Returns true if two messages in a row are the same. Then the second one is dropped. */
  readonly distinct?: ((previous: T, current: T) => boolean) | undefined;
  /** Splits a response into messages. By default one response is one message. */
  readonly framing?: FramingOption | undefined;
}
