import { setback } from './spec-support/setback';
import { steps } from './steps';

describe('steps', () => {
  it('waits as the list says and gives up after its end', () => {
    const schedule = steps([0, 2_000, 10_000]);
    expect([1, 2, 3, 4, 1e9].map((attempt) => schedule(setback({ attempt })))).toEqual([
      0,
      2_000,
      10_000,
      undefined,
      undefined,
    ]);
  });

  it('returns a delay that a timer takes', () => {
    expect(steps([1e300])(setback())).toBe(2 ** 31 - 1);
  });

  it('does not change when the array changes', () => {
    const delays = [1, 2];
    const schedule = steps(delays);
    delays[0] = 9;
    expect(schedule(setback())).toBe(1);
  });

  it('rejects an empty list', () => {
    expect(() => steps([])).toThrow(new TypeError('delays of steps() must have at least one entry, got []'));
  });

  it('rejects a value that is not an array', () => {
    expect(() => steps(5 as unknown as number[])).toThrow(
      new TypeError('delays of steps() must be an array of milliseconds, got 5'),
    );
  });

  it.each([-1, NaN, Infinity, undefined])('rejects %p in the list', (ms) => {
    expect(() => steps([1, ms!])).toThrow(
      new TypeError(`delays[1] of steps() must be a finite number of milliseconds of at least 0, got ${ms}`),
    );
  });
});
