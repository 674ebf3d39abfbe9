import { NEVER, of, toArray } from 'rxjs';
import { collectBy } from './collect-by';

describe('collectBy', () => {
  const a1 = { id: 'a', n: 1 };
  const b2 = { id: 'b', n: 2 };
  const a3 = { id: 'a', n: 3 };

  it('keeps the latest value of every key, in the order in which the keys arrived', () => {
    const maps: ReadonlyMap<string, { n: number }>[] = [];
    of(a1, b2, a3)
      .pipe(collectBy(({ id }) => id))
      .subscribe((map) => maps.push(map));
    expect(maps.map((map) => [...map])).toEqual([
      [['a', a1]],
      [
        ['a', a1],
        ['b', b2],
      ],
      [
        ['a', a3],
        ['b', b2],
      ],
    ]);
  });

  it('treats an array as a batch', () => {
    const sizes: number[] = [];
    of([a1, b2], a3, [])
      .pipe(collectBy(({ id }: { id: string }) => id))
      .subscribe((map) => sizes.push(map.size));
    expect(sizes).toEqual([2, 2, 2]);
  });

  it('makes a new map each time, and starts empty for each subscription', () => {
    const all: ReadonlyMap<number, number>[] = [];
    const collected = of(1, 2).pipe(
      collectBy((n: number) => n),
      toArray(),
    );
    collected.subscribe((maps) => all.push(...maps));
    collected.subscribe((maps) => all.push(...maps));
    expect(all.map(({ size }) => size)).toEqual([1, 2, 1, 2]);
    expect(new Set(all).size).toBe(4);
  });

  it('rejects a key that is not a function', () => {
    expect(() => NEVER.pipe(collectBy('id' as never))).toThrow(new TypeError('key must be a function, got "id"'));
    expect(() => NEVER.pipe(collectBy(undefined as never))).toThrow(
      new TypeError('key must be a function, got undefined'),
    );
  });
});
