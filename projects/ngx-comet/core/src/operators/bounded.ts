import type { OperatorFunction } from 'rxjs';
import { need } from '../checks/check';
import { anObject, oneOf, wholeFrom } from '../checks/kinds';
import { PushError } from '../vocabulary/push-error';
import { framewise, type Collector } from './framewise';

/** The values of one frame, and how many were not kept. */
export interface BoundedBatch<T> extends ReadonlyArray<T> {
  /** How many values were dropped since the batch before. */
  readonly dropped: number;
  /** How many values were dropped since the subscription. */
  readonly droppedInAll: number;
}

/** The options of {@link bounded}. */
export interface BoundedOptions {
  /** How many values may be held between two frames. */
  readonly max: number;
  /** What becomes of one too many: the stream fails, or the oldest one held or the new one is dropped and counted. */
  readonly overflow: 'error' | 'drop-oldest' | 'drop-newest';
}

/**
 * Gathers values into arrays, one per animation frame as `batchFrames()` does, and never holds more than `max`: what is too
 * much is dropped and counted on the batch, or is a final `PushError` of code `overflow`, ahead of which what is held is
 * emitted.
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
  need('options', options, anObject);
  const { max, overflow } = options;
  need('max', max, wholeFrom(1));
  need('overflow', overflow, oneOf('error', 'drop-oldest', 'drop-newest'));
  return framewise(() => collector<T>(max, overflow));
}

function collector<T>(max: number, overflow: BoundedOptions['overflow']): Collector<T, BoundedBatch<T>> {
  let held: T[] = [];
  /** Where the oldest value is once the new ones go round. */
  let oldest = 0;
  let dropped = 0;
  let droppedInAll = 0;
  return {
    add: (value) => {
      if (held.length < max) {
        held.push(value);
        return false;
      }
      if (overflow === 'error') throw tooMany(max);
      dropped++;
      droppedInAll++;
      if (overflow === 'drop-oldest') {
        held[oldest] = value;
        oldest = (oldest + 1) % max;
      }
      return false;
    },
    take: () => {
      if (held.length === 0) return undefined;
      const values = oldest === 0 ? held : [...held.slice(oldest), ...held.slice(0, oldest)];
      // Hidden from loops and comparisons, as a batch is an array like any other.
      const batch = Object.defineProperties(values, {
        dropped: { value: dropped },
        droppedInAll: { value: droppedInAll },
      });
      held = [];
      oldest = 0;
      dropped = 0;
      return batch as readonly T[] as BoundedBatch<T>;
    },
  };
}

function tooMany(max: number): PushError {
  return new PushError('overflow', `more than ${max} values came between two frames`, { transient: false });
}
