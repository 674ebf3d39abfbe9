import fc from 'fast-check';
import { constant } from './constant';
import { decorrelatedJitter } from './decorrelated-jitter';
import { delays, givesUp, NOT_MS, setback, setbacks } from './spec-support/setback';

describe('decorrelatedJitter', () => {
  const jittered = decorrelatedJitter(1_000)(constant(60_000));

  it('waits between ms and three times ms at first', () => {
    expect(jittered(setback({ random: 0 }))).toBe(1_000);
    expect(jittered(setback({ random: 0.5 }))).toBe(2_000);
  });

  it('waits between ms and three times the previous delay later', () => {
    const facts = { attempt: 5, previous: 7_000 };
    expect(jittered(setback({ ...facts, random: 0 }))).toBe(1_000);
    expect(jittered(setback({ ...facts, random: 0.5 }))).toBe(11_000);
  });

  it('spreads the delays over the whole range below the ceiling', () => {
    const facts = { attempt: 9, previous: 60_000 };
    expect([0, 0.5].map((random) => jittered(setback({ ...facts, random })))).toEqual([1_000, 30_500]);
  });

  it('waits the ceiling if that is less than ms', () => {
    expect(decorrelatedJitter(1_000)(constant(300))(setback({ random: 0.9 }))).toBe(300);
  });

  it('returns a delay between ms and both ceilings', () => {
    fc.assert(
      fc.property(delays(), delays(), setbacks(), (ms, ceiling, facts) => {
        const delay = decorrelatedJitter(ms)(constant(ceiling))(facts)!;
        const top = constant(ceiling)(facts)!;
        const rounding = 1e-6 * top;
        expect(delay).toBeGreaterThanOrEqual(Math.min(ms, top) - rounding);
        expect(delay).toBeLessThanOrEqual(Math.min(top, 3 * Math.max(facts.previous, ms)) + rounding);
      }),
    );
  });

  it('gives up when the schedule does', () => {
    expect(decorrelatedJitter(1)(givesUp)(setback())).toBeUndefined();
  });

  it.each(NOT_MS)('rejects %p', (ms, shown) => {
    expect(() => decorrelatedJitter(ms)).toThrow(
      new TypeError(`ms of decorrelatedJitter() must be a finite number of milliseconds of at least 0, got ${shown}`),
    );
  });
});
