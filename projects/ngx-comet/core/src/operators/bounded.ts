import type { OperatorFunction } from 'rxjs';
import { checkOptions, need } from '../checks/check';
import { anything, oneOf, wholeFrom } from '../checks/kinds';
import { PushError } from '../vocabulary/push-error';
import { framewise, type Collector } from './framewise';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';
import { MAX_HELD, sizeOf } from '../platform/size-of';

declare const ngDevMode: object | boolean | undefined;

/** The values of one frame, and how many were dropped. */
export interface BoundedBatch<T> extends ReadonlyArray<T> {
  /** How many values were dropped since the previous batch. */
  readonly dropped: number;
  /** How many values were dropped since the subscription. */
  readonly droppedInAll: number;
}

/** The options of {@link bounded}. */
export interface BoundedOptions {
  /** How many values may be held between two frames. */
  readonly max: number;
  /**
   * What happens at one value too many: the stream errors, or the oldest held value or the new value is dropped and
   * counted.
   */
  readonly overflow: 'error' | 'drop-oldest' | 'drop-newest';
}

/**
 * Collects values in arrays, one per animation frame like `batchFrames()`, and never holds more than `max`, or than
 * 16 Mi characters and bytes. Further values are dropped and counted on the batch. With `overflow: 'error'`, it emits the
 * held values and then errors with a final `PushError` of code `overflow`.
 *
 * A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * sse$<Line>('/log')
 *   .pipe(bounded({ max: 500, overflow: 'drop-oldest' }))
 *   .subscribe((lines) => append(lines, lines.dropped));
 * ```
 */
export function bounded<T>(options: BoundedOptions): OperatorFunction<T, BoundedBatch<T>> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkOptions<BoundedOptions>('bounded', options, { max: anything, overflow: anything });
    const { max, overflow } = own(options);
    need('max', max, wholeFrom(1));
    need('overflow', overflow, oneOf('error', 'drop-oldest', 'drop-newest'));
  }
  const { max, overflow } = own(options);
  return framewise(() => collector<T>(numberOr(1_000, max, 1), overflow));
}

function collector<T>(max: number, overflow: BoundedOptions['overflow']): Collector<T, BoundedBatch<T>> {
  let held: T[] = [];
  let sizes: number[] = [];
  let size = 0;
  /** The index of the oldest value. Values that were dropped are removed in batches, not one by one. */
  let oldest = 0;
  let dropped = 0;
  let droppedInAll = 0;
  const isFull = (more: number): boolean => {
    const count = held.length - oldest;
    return count >= max || (count > 0 && size + more > MAX_HELD);
  };
  const shift = (): void => {
    size -= sizes[oldest++] ?? 0;
    if (oldest * 2 <= held.length) return;
    held = held.slice(oldest);
    sizes = sizes.slice(oldest);
    oldest = 0;
  };
  return {
    add: (value) => {
      const more = sizeOf(value);
      while (isFull(more)) {
        if (overflow === 'error') throw tooMany(max);
        dropped++;
        droppedInAll++;
        if (overflow === 'drop-newest') return false;
        shift();
      }
      held.push(value);
      sizes.push(more);
      size += more;
      return false;
    },
    take: () => {
      const values = oldest === 0 ? held : held.slice(oldest);
      if (values.length === 0) return undefined;
      // Not enumerable, because a batch must look like any other array in loops and comparisons.
      const batch = Object.defineProperties(values, {
        dropped: { value: dropped },
        droppedInAll: { value: droppedInAll },
      });
      held = [];
      sizes = [];
      size = oldest = dropped = 0;
      return batch as readonly T[] as BoundedBatch<T>;
    },
  };
}

function tooMany(max: number): PushError {
  return new PushError('overflow', `more than ${max} values, or ${MAX_HELD} bytes, came between two frames`, {
    transient: false,
  });
}
