/** @jest-environment node */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { idWindow } from './id-window';

describe('the window of ids', () => {
  const id = (n: number): string => `0d9ab1c2-${String(n).padStart(6, '0')}-4f6e-8a9b-0123456789ab`;

  it.each([1, 2, 15, 16, 17, 40, 1_000])(
    'of size %d remembers the latest ids, and forgets the one before them',
    (size) => {
      const isNew = idWindow(size);
      for (let n = 0; n < 3_000; n++) expect(isNew(id(n))).toBe(true);
      for (let n = 2_999; n >= 3_000 - size; n--) expect(isNew(id(n))).toBe(false);
      expect(isNew(id(2_999 - size))).toBe(true);
    },
  );

  it('returns the same as a plain list of the latest ids, whether ids grow or not', () => {
    const growing = fc.nat(3).map((step) => (last: number) => last + step);
    const any = fc.nat(60).map((place) => () => place);
    const moves = fc.array(fc.oneof({ weight: 4, arbitrary: growing }, any), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), moves, (size, steps) => {
        const isNew = idWindow(size);
        const latest: string[] = [];
        let last = 0;
        for (const step of steps) {
          last = step(last);
          const one = `${last}-a-long-tail`.slice(0, last % 2 === 0 ? 20 : 3);
          expect(isNew(one)).toBe(!latest.includes(one));
          if (!latest.includes(one)) latest.push(one);
          if (latest.length > size) latest.shift();
        }
      }),
    );
  });

  it('does not keep the texts that the ids are substrings of', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const isNew = idWindow(1_000);
    const text = (n: number): string => Buffer.from(`${id(n)}${'x'.repeat(100_000)}`).toString('latin1');
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 1_000; n++) isNew(text(n).slice(0, id(n).length));
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 1024 * 1024);
    expect(isNew(id(999))).toBe(false);
  });

  it('recognizes all of the latest ids, even if many share a slot of its table', () => {
    const SIZE = 100;
    const isNew = idWindow(SIZE);
    const latest: string[] = [];
    // The ids get lower, so each of them is looked up.
    for (let n = 400; n > 0; n--) {
      expect(isNew(id(n))).toBe(true);
      latest.push(id(n));
      if (latest.length > SIZE) latest.shift();
      if (n % 20 === 1) expect(latest.filter((one) => isNew(one))).toEqual([]);
    }
  });

  it('recognizes an id that is greater, as text, than the longer id after it', () => {
    const isNew = idWindow(10);
    expect(['5', '7', '60'].map((one) => isNew(one))).toEqual([true, true, true]);
    expect(['7', '5', '60'].map((one) => isNew(one))).toEqual([false, false, false]);
  });
});
