import fc from 'fast-check';
import { PushError } from '../vocabulary/push-error';
import { cappedAt } from './capped-at';
import { defaultRetry } from './default-retry';
import { exponential } from './exponential';
import { fullJitter } from './full-jitter';
import { honouringServer } from './honouring-server';
import { schedule } from './schedule';
import { setback, setbacks } from './spec-support/setback';
import { whenTransient } from './when-transient';

describe('defaultRetry', () => {
  const retry = defaultRetry();
  const latest = 1 - Number.EPSILON;

  it('waits less than 3 s before the first retry', () => {
    expect(retry(setback({ random: 0 }))).toBe(0);
    expect(retry(setback({ random: latest }))).toBeLessThan(3_000);
    expect(retry(setback({ random: latest }))).toBeGreaterThan(2_999);
  });

  it('spreads later retries over a range that grows up to 100 s', () => {
    const longest = [2, 3, 4, 1e6].map((attempt) => Math.round(retry(setback({ attempt, random: latest }))!));
    expect(longest).toEqual([30_000, 100_000, 100_000, 100_000]);
    expect(retry(setback({ attempt: 4, random: 0.25 }))).toBe(25_000);
  });

  it('adds its random delay to the delay of the server', () => {
    expect(retry(setback({ serverDelay: 5_000, random: 0.5 }))).toBe(6_500);
  });

  it('never gives up on a transient error', () => {
    fc.assert(
      fc.property(setbacks(), (facts) => {
        expect(retry(facts) !== undefined).toBe(facts.error.transient);
      }),
    );
  });

  it('equals the composition that its documentation names', () => {
    const composed = schedule(
      exponential(3_000, 10),
      cappedAt(100_000),
      fullJitter(),
      honouringServer(),
      whenTransient(),
    );
    fc.assert(
      fc.property(setbacks(), (facts) => {
        expect(retry(facts)).toBe(composed(facts));
      }),
    );
  });

  it('gives up at a final error', () => {
    expect(retry(setback({ error: new PushError('http', '401', { transient: false }) }))).toBeUndefined();
  });
});
