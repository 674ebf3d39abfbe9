import { cappedAt } from './capped-at';
import { linear } from './linear';
import { givesUp, NOT_MS, setback } from './spec-support/setback';

describe('cappedAt', () => {
  it('waits no longer than ms', () => {
    const capped = cappedAt(2_500)(linear(1_000));
    expect([1, 2, 3, 4].map((attempt) => capped(setback({ attempt })))).toEqual([1_000, 2_000, 2_500, 2_500]);
  });

  it('gives up when the schedule does', () => {
    expect(cappedAt(1)(givesUp)(setback())).toBeUndefined();
  });

  it.each(NOT_MS)('rejects %p', (ms, shown) => {
    expect(() => cappedAt(ms)).toThrow(
      new TypeError(`ms of cappedAt() must be a finite number of milliseconds of at least 0, got ${shown}`),
    );
  });
});
