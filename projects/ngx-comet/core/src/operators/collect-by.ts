import { type OperatorFunction, scan } from 'rxjs';
import { need } from '../checks/check';
import { aFunction } from '../checks/kinds';
import { batchOf } from './batch-of';
import { keepingStatus } from './keeping-status';

declare const ngDevMode: object | boolean | undefined;

/**
 * Keeps the latest value of every key, and emits all of them in a new map each time, in the order in which the keys
 * first arrived. An array counts as a batch of values: after `conflateBy()` or `batchFrames()` it makes one new map per
 * frame.
 *
 * The map grows with the number of keys. A wrong `key` throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * const symbol = (quote: Quote) => quote.symbol;
 * sse$<Quote>('/quotes').pipe(conflateBy(symbol), collectBy(symbol)).subscribe((quotes) => show(quotes));
 * ```
 */
export function collectBy<T, K>(key: (value: T) => K): OperatorFunction<T | readonly T[], ReadonlyMap<K, T>> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) need('key', key, aFunction);
  return keepingStatus(
    scan((all: ReadonlyMap<K, T>, value) => {
      const next = new Map(all);
      for (const one of batchOf(value)) next.set(key(one), one);
      return next;
    }, new Map()),
  );
}
