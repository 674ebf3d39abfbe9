import { NEVER, of, toArray } from 'rxjs';
import { latest } from './latest';

describe('latest', () => {
  function seen(values: readonly unknown[], n: number): unknown[] {
    const all: unknown[] = [];
    of(...values)
      .pipe(latest(n), toArray())
      .subscribe((arrays) => all.push(...arrays));
    return all;
  }

  it('emits the last n values, oldest first', () => {
    expect(seen([1, 2, 3, 4], 3)).toEqual([[1], [1, 2], [1, 2, 3], [2, 3, 4]]);
  });

  it('treats an array as a batch', () => {
    expect(seen([[1, 2], [3, 4, 5, 6], 7], 3)).toEqual([
      [1, 2],
      [4, 5, 6],
      [5, 6, 7],
    ]);
  });

  it('makes a new array each time, and starts empty for each subscription', () => {
    const arrays: (readonly number[])[] = [];
    const last = of(1, 2).pipe(latest(2));
    last.subscribe((array) => arrays.push(array));
    last.subscribe((array) => arrays.push(array));
    expect(arrays).toEqual([[1], [1, 2], [1], [1, 2]]);
    expect(new Set(arrays).size).toBe(4);
  });

  it.each([0, -1, 2.5, '3', undefined])('rejects %p', (n) => {
    expect(() => NEVER.pipe(latest(n as never))).toThrow(/^n must be a whole number of at least 1, got /);
  });
});
