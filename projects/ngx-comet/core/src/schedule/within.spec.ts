import { constant } from './constant';
import { givesUp, NOT_MS, setback } from './spec-support/setback';
import { within } from './within';

describe('within', () => {
  const limited = within(10_000)(constant(4_000));

  it('retries as long as the next attempt starts in time', () => {
    expect([0, 6_000].map((elapsed) => limited(setback({ elapsed })))).toEqual([4_000, 4_000]);
  });

  it('gives up when the next attempt would start later', () => {
    expect(limited(setback({ elapsed: 6_001 }))).toBeUndefined();
  });

  it('gives up when the schedule does', () => {
    expect(within(1)(givesUp)(setback())).toBeUndefined();
  });

  it.each(NOT_MS)('rejects %p', (ms, shown) => {
    expect(() => within(ms)).toThrow(
      new TypeError(`ms of within() must be a finite number of milliseconds of at least 0, got ${shown}`),
    );
  });
});
