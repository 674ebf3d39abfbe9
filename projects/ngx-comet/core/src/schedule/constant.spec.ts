import fc from 'fast-check';
import { constant } from './constant';
import { delays, NOT_MS, setback, setbacks } from './spec-support/setback';

describe('constant', () => {
  it('waits the same time before every retry', () => {
    expect([1, 2, 100].map((attempt) => constant(250)(setback({ attempt })))).toEqual([250, 250, 250]);
  });

  it('returns a delay that a timer takes', () => {
    fc.assert(
      fc.property(delays(), setbacks(), (ms, facts) => {
        expect(constant(ms)(facts)).toBe(Math.min(ms, 2 ** 31 - 1));
      }),
    );
  });

  it.each(NOT_MS)('rejects %p', (ms, shown) => {
    expect(() => constant(ms)).toThrow(
      new TypeError(`ms of constant() must be a finite number of milliseconds of at least 0, got ${shown}`),
    );
  });
});
