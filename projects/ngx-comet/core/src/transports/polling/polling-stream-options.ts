import type { ObservableInput } from 'rxjs';
import type { FramingOption } from '../../framing/framing';
import type { HttpOptions } from '../../http/http-options';
import type { PushOptions } from '../../session/push-options';

/** What a function that polls is told. */
export interface Poll {
  /** The id of the last message, if there was one. */
  readonly cursor: string | undefined;
  /** Counts the polls of the subscription from 0. */
  readonly index: number;
}

/** What is polled: a URL, or a function whose result is one answer. */
export type PollSource<T> = string | URL | ((poll: Poll) => ObservableInput<T>);

/** The options of {@link pollingStream$}. Times are milliseconds. */
export interface PollingStreamOptions<T> extends PushOptions<T>, HttpOptions {
  /** `'short'` (default) asks and waits; `'long'` asks again at once, the server holds the request until there is news. */
  readonly mode?: 'short' | 'long' | undefined;
  /**
   * From the end of one poll to the start of the next, default 5_000; in long mode the least from one start to the next when
   * an answer was empty. A function is asked after every poll, so that a hidden page can ask less often.
   */
  readonly interval?: number | (() => number) | undefined;
  /** How far the interval varies either way, as a share from 0 to 1, default 0.1. */
  readonly jitter?: number | undefined;
  /** Multiplies the interval by `factor`, up to `max`, with each poll that brings nothing new. */
  readonly adaptive?: { readonly max: number; readonly factor: number } | undefined;
  /** The limit of one poll: 30_000 in short mode, then a transient `timeout`; 60_000 in long mode, then it asks again. */
  readonly timeout?: number | undefined;
  /** Reads the id out of a message: the cursor of the next poll. */
  readonly id?: ((data: T) => string | undefined) | undefined;
  /** Completes after the first message for which it is true. */
  readonly until?: ((data: T) => boolean) | undefined;
  /** True if two messages in a row are the same, and the later is dropped. */
  readonly distinct?: ((previous: T, current: T) => boolean) | undefined;
  /** Splits an answer into messages; by default one answer is one message. */
  readonly framing?: FramingOption | undefined;
}
