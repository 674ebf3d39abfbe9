import fc from 'fast-check';
import { exponential } from './exponential';
import { delays, NOT_MS, setback, setbacks } from './spec-support/setback';

describe('exponential', () => {
  it('doubles the delay, starting with ms', () => {
    expect([1, 2, 3, 4].map((attempt) => exponential(500)(setback({ attempt })))).toEqual([500, 1_000, 2_000, 4_000]);
  });

  it('multiplies the delay by the factor', () => {
    expect([1, 2, 3].map((attempt) => exponential(100, 3)(setback({ attempt })))).toEqual([100, 300, 900]);
    expect([1, 2, 3].map((attempt) => exponential(100, 1)(setback({ attempt })))).toEqual([100, 100, 100]);
  });

  it('returns a delay that a timer takes at every attempt', () => {
    const factors = fc.double({ min: 1, max: Number.MAX_VALUE, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(delays(), factors, setbacks(), (ms, factor, facts) => {
        const delay = exponential(ms, factor)(facts);
        expect(delay).toBeGreaterThanOrEqual(Math.min(ms, 2 ** 31 - 1));
        expect(delay).toBeLessThanOrEqual(2 ** 31 - 1);
      }),
    );
  });

  it('returns 0 for 0 ms at every attempt', () => {
    expect(exponential(0)(setback({ attempt: 1e6 }))).toBe(0);
  });

  it.each(NOT_MS)('rejects %p milliseconds', (ms, shown) => {
    expect(() => exponential(ms)).toThrow(
      new TypeError(`ms of exponential() must be a finite number of milliseconds of at least 0, got ${shown}`),
    );
  });

  it.each([0.5, -2, NaN, Infinity, null])('rejects the factor %p', (factor) => {
    expect(() => exponential(1, factor!)).toThrow(
      new TypeError(`factor of exponential() must be a finite number of at least 1, got ${factor}`),
    );
  });
});
