import { map, type OperatorFunction, scan } from 'rxjs';
import { need } from '../checks/check';
import { wholeFrom } from '../checks/kinds';
import { batchOf } from './batch-of';
import { keepingStatus } from './keeping-status';
import { numberOr } from '../platform/number-or';
import { MAX_HELD, sizeOf } from '../platform/size-of';

declare const ngDevMode: object | boolean | undefined;

/**
 * Emits the last `n` values, oldest first, in a new array each time. An array counts as a batch of values: after
 * `batchFrames()` it makes one new array per frame.
 *
 * It keeps at most 16 Mi characters and bytes, and then fewer than `n` values, but at least one.
 *
 * A wrong `n` throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * httpStream$<Line>('/log').pipe(batchFrames(), latest(200)).subscribe((lines) => show(lines));
 * ```
 */
export function latest<T>(n: number): OperatorFunction<T | readonly T[], readonly T[]> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) need('n', n, wholeFrom(1));
  const most = numberOr(1, n, 1);
  return keepingStatus((source) =>
    source.pipe(
      scan((last: Last<T>, value) => after(last, batchOf(value), most), { values: [], sizes: [] }),
      map(({ values }) => values),
    ),
  );
}

/** The last values, and their sizes. */
interface Last<T> {
  readonly values: readonly T[];
  readonly sizes: readonly number[];
}

function after<T>({ values, sizes }: Last<T>, more: readonly T[], n: number): Last<T> {
  const all = [...sizes, ...more.map(sizeOf)];
  let first = all.length;
  for (let size = 0; first > 0 && all.length - first < n; first--) {
    size += all[first - 1] ?? 0;
    if (size > MAX_HELD && first < all.length) break;
  }
  return { values: [...values, ...more].slice(first), sizes: all.slice(first) };
}
