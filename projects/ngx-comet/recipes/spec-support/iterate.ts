import type { Observable } from 'rxjs';

/**
 * The values of an Observable, for a server. Unlike a generator it ends at once after `return()`, even while it waits.
 * `ended` is called when the consumer ends it.
 */
export function iterate<T>(source: Observable<T>, ended: () => void): AsyncIterableIterator<T> {
  const values: T[] = [];
  let waiting: ((result: IteratorResult<T>) => void) | undefined;
  const subscription = source.subscribe({
    next: (value) => {
      if (waiting === undefined) values.push(value);
      else waiting({ value, done: false });
      waiting = undefined;
    },
    complete: () => waiting?.({ value: undefined, done: true }),
  });
  return {
    next: () => {
      const [value] = values.splice(0, 1);
      if (value !== undefined) return Promise.resolve({ value, done: false });
      if (subscription.closed) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve) => (waiting = resolve));
    },
    return: () => {
      if (!subscription.closed) ended();
      subscription.unsubscribe();
      waiting?.({ value: undefined, done: true });
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
