import { exponential } from './exponential';
import { givesUp, NOT_MS, setback } from './spec-support/setback';
import { spreadFirst } from './spread-first';

describe('spreadFirst', () => {
  const spread = spreadFirst(30_000)(exponential(1_000));

  it('waits a random part of ms before the first retry', () => {
    expect([0, 0.5].map((random) => spread(setback({ random })))).toEqual([0, 15_000]);
  });

  it('does not change later retries', () => {
    expect([2, 3].map((attempt) => spread(setback({ attempt })))).toEqual([2_000, 4_000]);
  });

  it('gives up when the schedule does', () => {
    expect(spreadFirst(1)(givesUp)(setback())).toBeUndefined();
  });

  it.each(NOT_MS)('rejects %p', (ms, shown) => {
    expect(() => spreadFirst(ms)).toThrow(
      new TypeError(`ms of spreadFirst() must be a finite number of milliseconds of at least 0, got ${shown}`),
    );
  });
});
