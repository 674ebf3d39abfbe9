import fc from 'fast-check';
import { PushError } from '../vocabulary/push-error';
import { cappedAt } from './capped-at';
import { defaultRetry } from './default-retry';
import { equalJitter } from './equal-jitter';
import { exponential } from './exponential';
import { honouringServer } from './honouring-server';
import { schedule } from './schedule';
import { setback, setbacks } from './spec-support/setback';
import { spreadFirst } from './spread-first';
import { whenTransient } from './when-transient';

describe('defaultRetry', () => {
  const retry = defaultRetry();
  const latest = 1 - Number.EPSILON;

  it('spreads the first retry evenly over 3 s', () => {
    expect([0, 0.25, 0.5].map((random) => retry(setback({ random })))).toEqual([0, 750, 1_500]);
    expect(retry(setback({ random: latest }))).toBeLessThan(3_000);
    expect(retry(setback({ random: latest }))).toBeGreaterThan(2_999);
  });

  it('spreads later retries over the upper half of a range that triples, up to 20 s', () => {
    const attempts = [2, 3, 4, 1e6];
    expect(attempts.map((attempt) => retry(setback({ attempt, random: 0 })))).toEqual([4_500, 10_000, 10_000, 10_000]);
    const longest = attempts.map((attempt) => Math.round(retry(setback({ attempt, random: latest }))!));
    expect(longest).toEqual([9_000, 20_000, 20_000, 20_000]);
    expect(retry(setback({ attempt: 4, random: 0.5 }))).toBe(15_000);
  });

  it('waits the delay of the server and up to half as long again, instead of its own', () => {
    expect(retry(setback({ serverDelay: 5_000, random: 0.5 }))).toBe(6_250);
    const error = new PushError('http', '503', { transient: true, retryAfter: 2_000 });
    expect(retry(setback({ error, attempt: 9, serverDelay: 2_000, random: 0.5 }))).toBe(2_500);
  });

  it('lets a server request an hour at most', () => {
    expect(retry(setback({ serverDelay: 86_400_000, random: 0 }))).toBe(3_600_000);
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
      exponential(3_000, 3),
      cappedAt(20_000),
      equalJitter(),
      spreadFirst(3_000),
      honouringServer(),
      whenTransient(),
    );
    fc.assert(
      fc.property(setbacks(), (facts) => {
        expect(retry(facts)).toBe(composed(facts));
      }),
      { numRuns: 10_000, seed: 7 },
    );
  });

  it('gives up at a final error', () => {
    expect(retry(setback({ error: new PushError('http', '401', { transient: false }) }))).toBeUndefined();
  });
});
