import type { OperatorFunction } from 'rxjs';
import { checkOptions, need } from '../checks/check';
import { aFunction, wholeFrom } from '../checks/kinds';
import { type FrameOptions, framewise } from './framewise';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';
import { MAX_HELD, sizeOf } from '../platform/size-of';

declare const ngDevMode: object | boolean | undefined;

/**
 * Collects the latest value of each key in arrays, one per animation frame, in the order in which the keys arrived.
 * Older values of a key within the frame are dropped. Frames are as for `batchFrames()`. `max` counts keys.
 *
 * A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * sse$<Quote>('/quotes').pipe(conflateBy((quote) => quote.symbol)).subscribe((quotes) => update(quotes));
 * ```
 */
export function conflateBy<T>(
  key: (value: T) => unknown,
  options: FrameOptions = {},
): OperatorFunction<T, readonly T[]> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    need('key', key, aFunction);
    checkOptions<FrameOptions>('conflateBy', options, { max: wholeFrom(1) });
  }
  const max = numberOr(10_000, own(options).max, 1);
  return framewise(() => {
    const held = new Map<unknown, T>();
    /** Of all values of the frame, those that were replaced too. */
    let size = 0;
    return {
      add: (value) => {
        size += sizeOf(value);
        return held.set(key(value), value).size >= max || size > MAX_HELD;
      },
      take: () => {
        if (held.size === 0) return undefined;
        const batch = [...held.values()];
        held.clear();
        size = 0;
        return batch;
      },
    };
  });
}
