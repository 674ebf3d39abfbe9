import type { OperatorFunction } from 'rxjs';
import { checkOptions, need } from '../checks/check';
import { anything, oneOf, wholeFrom } from '../checks/kinds';
import { PushError } from '../vocabulary/push-error';
import { framewise, type Collector } from './framewise';
import { BoundedQueue, type Overflow } from '../platform/bounded-queue';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';
import { MAX_HELD } from '../platform/size-of';

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

function collector<T>(max: number, overflow: Overflow): Collector<T, BoundedBatch<T>> {
  let dropped = 0;
  let droppedInAll = 0;
  const queue = new BoundedQueue<T>(max, overflow, () => {
    dropped++;
    droppedInAll++;
  });
  return {
    add: (value) => {
      if (!queue.push(value)) throw tooMany(max);
      return false;
    },
    take: () => {
      if (queue.length === 0) return undefined;
      // Not enumerable, because a batch must look like any other array in loops and comparisons.
      const batch = Object.defineProperties(queue.takeAll(), {
        dropped: { value: dropped },
        droppedInAll: { value: droppedInAll },
      });
      dropped = 0;
      return batch as readonly T[] as BoundedBatch<T>;
    },
  };
}

function tooMany(max: number): PushError {
  return new PushError('overflow', `more than ${max} values, or ${MAX_HELD} bytes, came between two frames`, {
    transient: false,
  });
}
