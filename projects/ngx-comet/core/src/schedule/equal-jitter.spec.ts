import fc from 'fast-check';
import { constant } from './constant';
import { equalJitter } from './equal-jitter';
import { delays, givesUp, setback, setbacks } from './spec-support/setback';

describe('equalJitter', () => {
  it('waits half of the delay and a random part of the other half', () => {
    const jittered = equalJitter()(constant(1_000));
    expect([0, 0.5, 0.998].map((random) => jittered(setback({ random })))).toEqual([500, 750, 999]);
  });

  it('waits between half of the delay and all of it', () => {
    fc.assert(
      fc.property(delays(), setbacks(), (ms, facts) => {
        const whole = constant(ms)(facts)!;
        const delay = equalJitter()(constant(ms))(facts);
        expect(delay).toBeGreaterThanOrEqual(whole / 2);
        expect(delay).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it('gives up when the schedule does', () => {
    expect(equalJitter()(givesUp)(setback())).toBeUndefined();
  });
});
