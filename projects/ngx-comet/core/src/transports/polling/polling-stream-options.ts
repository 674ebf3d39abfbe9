import type { ObservableInput } from 'rxjs';
import type { FramingOption } from '../../framing/framing';
import type { HttpOptions } from '../../http/http-options';
import type { PushOptions } from '../../session/push-options';

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
   * start to the next after an empty answer, at least 100. A function is called after every poll, so a hidden page can
   * poll less often. `Infinity` = no further poll, without a timer. The stream stays subscribed: `wake`, a gate that
   * turns true, the end of a pause, a user who comes back to the page, and a network that is back start another poll.
   */
  readonly interval?: number | (() => number) | undefined;
  /** How much the interval varies in both directions, as a fraction from 0 to 1, default 0.1. */
  readonly jitter?: number | undefined;
  /** Multiplies the interval by `factor`, up to `max`, after each poll without news. */
  readonly adaptive?: { readonly max: number; readonly factor: number } | undefined;
  /**
   * The time limit of one poll. Short mode: default 30_000, then a transient `timeout`. Long mode: default 60_000, then
   * the next poll.
   */
  readonly timeout?: number | undefined;
  /** Returns the id of a message. It is the cursor of the next poll. */
  readonly id?: ((data: T) => string | undefined) | undefined;
  /** The stream completes after the first message for which this returns true. */
  readonly until?: ((data: T) => boolean) | undefined;
  /** Returns true if two messages in a row are the same. Then the second one is dropped. */
  readonly distinct?: ((previous: T, current: T) => boolean) | undefined;
  /** Splits a response into messages. By default one response is one message. */
  readonly framing?: FramingOption | undefined;
}
