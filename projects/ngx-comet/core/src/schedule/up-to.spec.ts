import { constant } from './constant';
import { setback } from './spec-support/setback';
import { upTo } from './up-to';

describe('upTo', () => {
  it('allows the given number of retries', () => {
    const limited = upTo(2)(constant(5));
    expect([1, 2, 3].map((attempt) => limited(setback({ attempt })))).toEqual([5, 5, undefined]);
  });

  it('allows none at 0', () => {
    expect(upTo(0)(constant(5))(setback())).toBeUndefined();
  });

  it.each([-1, 1.5, NaN, Infinity, undefined])('rejects %p', (attempts) => {
    expect(() => upTo(attempts!)).toThrow(
      new TypeError(`attempts of upTo() must be a whole number of at least 0, got ${attempts}`),
    );
  });
});
