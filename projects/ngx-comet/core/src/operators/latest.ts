import { type OperatorFunction, scan } from 'rxjs';
import { need } from '../checks/check';
import { wholeFrom } from '../checks/kinds';
import { batchOf } from './batch-of';

/**
 * Emits the last `n` values, oldest first, in a new array each time. An array counts as a batch of values: after
 * `batchFrames()` it makes one new array per frame.
 *
 * A wrong `n` throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * httpStream$<Line>('/log').pipe(batchFrames(), latest(200)).subscribe((lines) => show(lines));
 * ```
 */
export function latest<T>(n: number): OperatorFunction<T | readonly T[], readonly T[]> {
  need('n', n, wholeFrom(1));
  return scan((last: readonly T[], value) => [...last, ...batchOf(value)].slice(-n), []);
}
