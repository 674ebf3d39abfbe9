import fc from 'fast-check';
import { linear } from './linear';
import { delays, NOT_MS, setback, setbacks } from './spec-support/setback';

describe('linear', () => {
  it('waits ms longer every time, starting with ms', () => {
    expect([1, 2, 3, 10].map((attempt) => linear(100)(setback({ attempt })))).toEqual([100, 200, 300, 1_000]);
  });

  it('returns a delay that a timer takes at every attempt', () => {
    fc.assert(
      fc.property(delays(), setbacks(), (ms, facts) => {
        const delay = linear(ms)(facts);
        expect(delay).toBeGreaterThanOrEqual(Math.min(ms, 2 ** 31 - 1));
        expect(delay).toBeLessThanOrEqual(2 ** 31 - 1);
      }),
    );
  });

  it.each(NOT_MS)('rejects %p', (ms, shown) => {
    expect(() => linear(ms)).toThrow(
      new TypeError(`ms of linear() must be a finite number of milliseconds of at least 0, got ${shown}`),
    );
  });
});
