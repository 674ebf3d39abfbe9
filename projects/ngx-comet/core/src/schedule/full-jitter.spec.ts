import fc from 'fast-check';
import { constant } from './constant';
import { fullJitter } from './full-jitter';
import { delays, givesUp, setback, setbacks } from './spec-support/setback';

describe('fullJitter', () => {
  it('waits a random part of the delay', () => {
    const jittered = fullJitter()(constant(1_000));
    expect([0, 0.25, 0.5, 0.999].map((random) => jittered(setback({ random })))).toEqual([0, 250, 500, 999]);
  });

  it('never waits longer than the schedule', () => {
    fc.assert(
      fc.property(delays(), setbacks(), (ms, facts) => {
        const delay = fullJitter()(constant(ms))(facts);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(constant(ms)(facts)!);
      }),
    );
  });

  it('gives up when the schedule does', () => {
    expect(fullJitter()(givesUp)(setback())).toBeUndefined();
  });
});
