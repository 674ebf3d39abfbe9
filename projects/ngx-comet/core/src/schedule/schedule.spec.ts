import fc from 'fast-check';
import type { RetrySchedule, RetryModifier } from './retry-schedule';
import { cappedAt } from './capped-at';
import { constant } from './constant';
import { decorrelatedJitter } from './decorrelated-jitter';
import { equalJitter } from './equal-jitter';
import { exponential } from './exponential';
import { fullJitter } from './full-jitter';
import { honouringServer } from './honouring-server';
import { schedule } from './schedule';
import { anySchedule, delays, setback, setbacks } from './spec-support/setback';
import { spreadFirst } from './spread-first';
import { upTo } from './up-to';
import { whenTransient } from './when-transient';
import { within } from './within';

const modifiers: fc.Arbitrary<RetryModifier> = fc.oneof(
  fc.constantFrom(fullJitter(), equalJitter(), honouringServer()),
  delays().map(decorrelatedJitter),
  delays().map(spreadFirst),
  delays().map(cappedAt),
);
const limits: fc.Arbitrary<RetryModifier> = fc.oneof(
  fc.constant(whenTransient()),
  fc.nat().map(upTo),
  delays().map(within),
);

describe('schedule', () => {
  it('applies the modifiers from left to right', () => {
    const facts = setback({ attempt: 3, random: 0.5 });
    expect(schedule(exponential(1_000), cappedAt(1_000), fullJitter())(facts)).toBe(500);
    expect(schedule(exponential(1_000), fullJitter(), cappedAt(1_000))(facts)).toBe(1_000);
  });

  it('equals the base without modifiers', () => {
    expect(schedule(constant(7))(setback())).toBe(7);
  });

  it('returns a delay that a timer takes, whatever is composed', () => {
    fc.assert(
      fc.property(anySchedule(), fc.array(fc.oneof(modifiers, limits)), setbacks(), (base, some, facts) => {
        const delay = schedule(base, ...some)(facts);
        expect(delay === undefined || (delay >= 0 && delay <= 2 ** 31 - 1)).toBe(true);
      }),
    );
  });

  it.each([NaN, '5', {}])('throws a TypeError if the base returns %p', (wrong) => {
    const retry = schedule(() => wrong as number);
    expect(() => retry(setback())).toThrow(/^retry must return a number of milliseconds, got /);
    expect(() => retry(setback())).toThrow(TypeError);
  });

  it('is a pure function', () => {
    fc.assert(
      fc.property(anySchedule(), fc.array(fc.oneof(modifiers, limits)), setbacks(), (base, some, facts) => {
        const retry = schedule(base, ...some);
        const frozen = Object.freeze({ ...facts });
        expect(retry(frozen)).toBe(retry(frozen));
      }),
    );
  });

  it('gives up only when its base does, if no modifier is a limit', () => {
    fc.assert(
      fc.property(anySchedule(), fc.array(modifiers), setbacks(), (base, some, facts) => {
        expect(schedule(base, ...some)(facts) === undefined).toBe(base(facts) === undefined);
      }),
    );
  });

  it('rejects a base that is not a function', () => {
    expect(() => schedule(5_000 as unknown as RetrySchedule)).toThrow(
      new TypeError('base of schedule() must be a function such as exponential(1000), got 5000'),
    );
  });

  it('rejects a modifier that is not a function', () => {
    expect(() => schedule(constant(1), fullJitter(), null as unknown as RetryModifier)).toThrow(
      new TypeError('modifiers[1] of schedule() must be a function such as fullJitter(), got null'),
    );
  });
});
