import type { Observable } from 'rxjs';
import { checkOptions, need } from '../checks/check';
import { having, oneOf, wholeFrom } from '../checks/kinds';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';
import { StreamLoop, type Drops } from './stream-loop';

declare const ngDevMode: object | boolean | undefined;

/** The options of {@link toAsyncIterable}. */
export interface ToAsyncIterableOptions {
  /**
   * How many values may wait for the loop, default 1_000, together at most 16 Mi characters and bytes. A single larger
   * value may wait alone.
   */
  readonly max?: number | undefined;
  /**
   * What happens at one value too many. `'error'`, the default: the stream is unsubscribed, and after the values that
   * wait, the loop throws a final `PushError` of code `overflow`. Otherwise the oldest value that waits, or the new one, is
   * dropped and counted.
   */
  readonly overflow?: 'error' | 'drop-oldest' | 'drop-newest' | undefined;
}

/**
 * One loop over a stream, for calling `next()` by hand. It is an iterable of itself. It has `Symbol.asyncDispose`, which
 * `await using` calls, where the platform and its types have that.
 */
export type StreamIterator<T> = Required<AsyncIterator<T, undefined, undefined>> & {
  [Symbol.asyncIterator](): StreamIterator<T>;
} & (SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol }
    ? Readonly<Record<Key, () => Promise<void>>>
    : unknown);

/** A stream for `for await`. */
export interface StreamIterable<T> extends AsyncIterable<T, undefined, undefined> {
  /** How many values were dropped so far, in all loops over this iterable. */
  readonly dropped: number;
  /** Begins a loop. It subscribes when the first value is asked for. */
  [Symbol.asyncIterator](): StreamIterator<T>;
}

/**
 * Makes a stream an async iterable: `for await` takes its values one by one.
 *
 * Every loop has a subscription of its own. It begins when the loop asks for its first value, and ends when the loop is
 * left by `break`, `return` or an error. A loop over a cold stream has a connection of its own. The loop ends when
 * the stream completes. When the stream errors, the loop throws the error, after the values that arrived before.
 *
 * Values that arrive while the loop is busy wait for it, at most `max` of them, see {@link ToAsyncIterableOptions}.
 * No value is lost unless `overflow` says so, and then `dropped` counts it.
 *
 * By hand, several calls of `next()` are answered in order. `return()` answers those that wait with `{ done: true }` and
 * unsubscribes at once. With `await using` the iterator unsubscribes at the end of the block, where the platform has
 * `Symbol.asyncDispose`.
 *
 * A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * async function firstAbove(limit: number): Promise<Price | undefined> {
 *   for await (const price of toAsyncIterable(sse$<Price>('/prices'))) {
 *     if (price.amount > limit) return price; // closes the connection
 *   }
 *   return undefined;
 * }
 * ```
 */
export function toAsyncIterable<T>(stream: Observable<T>, options: ToAsyncIterableOptions = {}): StreamIterable<T> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    need('stream', stream, having('subscribe', 'an Observable'));
    checkOptions<ToAsyncIterableOptions>('toAsyncIterable', options, {
      max: wholeFrom(1),
      overflow: oneOf('error', 'drop-oldest', 'drop-newest'),
    });
  }
  const { max, overflow = 'error' } = own(options);
  const drops: Drops = { count: 0 };
  return {
    get dropped() {
      return drops.count;
    },
    [Symbol.asyncIterator]: () => disposable(new StreamLoop(stream, numberOr(1_000, max, 1), overflow, drops)),
  };
}

/** Adds `Symbol.asyncDispose` if the platform has it by now. */
function disposable<T>(
  loop: Required<AsyncIterator<T, undefined, undefined>> & { [Symbol.asyncIterator](): unknown },
): StreamIterator<T> {
  const { asyncDispose } = Symbol as { readonly asyncDispose?: symbol };
  if (asyncDispose !== undefined) {
    Object.defineProperty(loop, asyncDispose, { value: () => loop.return().then(() => undefined) });
  }
  // The compiler does not see the property.
  return loop as StreamIterator<T>;
}
