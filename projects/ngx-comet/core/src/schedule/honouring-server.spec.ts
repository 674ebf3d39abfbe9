import fc from 'fast-check';
import { PushError } from '../vocabulary/push-error';
import { constant } from './constant';
import { fullJitter } from './full-jitter';
import { honouringServer } from './honouring-server';
import { schedule } from './schedule';
import { givesUp, setback, setbacks } from './spec-support/setback';

const HOUR = 3_600_000;
/** A server that answers an attempt with `Retry-After`. */
const busy = (retryAfter: number): PushError => new PushError('http', '503', { transient: true, retryAfter });
/** A server that ends a connection in order. */
const closed = new PushError('closed', 'the server ended the stream', { transient: true });

describe('honouringServer', () => {
  const polite = schedule(constant(20_000), fullJitter(), honouringServer());

  it('waits the delay of the server and up to half as long again', () => {
    const waits = [0, 0.5, 0.75].map((random) => polite(setback({ serverDelay: 5_000, random })));
    expect(waits).toEqual([5_000, 6_250, 6_875]);
  });

  it('brings a client that got 2 s back within 3 s, also when it was refused often', () => {
    for (const attempt of [1, 2, 9]) {
      expect(polite(setback({ error: busy(2_000), attempt, serverDelay: 2_000, random: 0.998 }))).toBeLessThan(3_000);
    }
  });

  it('changes nothing if the server requests no delay', () => {
    expect(polite(setback({ random: 0.5 }))).toBe(10_000);
  });

  it.each([
    ['Retry-After: 0', { error: busy(0) }],
    ['Retry-After: 0 again and again', { error: busy(0), attempt: 7 }],
    ['retry: 0', {}],
    ['retry: 0 and the end of each connection', { error: closed, attempt: 7 }],
  ])('does not retry at once after %s', (_request, facts) => {
    expect(polite(setback({ ...facts, serverDelay: 0, random: 0.5 }))).toBe(10_000);
  });

  it('does not loop fast if a server requests a few milliseconds and ends each connection at once', () => {
    const waits = [1, 2, 3].map((attempt) => polite(setback({ error: closed, attempt, serverDelay: 10, random: 0.5 })));
    expect(waits).toEqual([12.5, 10_000, 10_000]);
  });

  it('waits as the server requested at every retry', () => {
    const waits = [1, 2, 7].map((attempt) => polite(setback({ attempt, serverDelay: 1_000, random: 0.5 })));
    expect(waits).toEqual([1_250, 1_250, 1_250]);
  });

  it('limits the delay of the server to an hour, and spreads clients beyond it', () => {
    const day = { serverDelay: 24 * HOUR, error: busy(24 * HOUR) };
    expect([0, 0.5].map((random) => polite(setback({ ...day, random })))).toEqual([HOUR, 1.25 * HOUR]);
  });

  it('has another limit with longest', () => {
    const limited = (longest: number): number | undefined =>
      honouringServer({ longest })(constant(100))(setback({ serverDelay: 10 * HOUR, random: 0.5 }));
    expect([60_000, 5 * HOUR, 2 ** 31, 0].map(limited)).toEqual([75_000, 6.25 * HOUR, 12.5 * HOUR, 100]);
  });

  it('returns a delay that a timer takes', () => {
    const unlimited = honouringServer({ longest: Number.MAX_VALUE })(constant(0));
    expect(unlimited(setback({ serverDelay: 2 ** 31 - 1, random: 0.5 }))).toBe(2 ** 31 - 1);
  });

  it('never waits less than the server requests, up to its limit', () => {
    fc.assert(
      fc.property(setbacks(), (facts) => {
        expect(polite(facts)).toBeGreaterThanOrEqual(Math.min(facts.serverDelay ?? 0, HOUR));
      }),
    );
  });

  it('gives up when the schedule does', () => {
    expect(honouringServer()(givesUp)(setback({ serverDelay: 5_000 }))).toBeUndefined();
  });

  it.each([
    [-1, '-1'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['5' as unknown as number, '"5"'],
    [null as unknown as number, 'null'],
  ])('rejects a limit of %p', (longest, shown) => {
    expect(() => honouringServer({ longest })).toThrow(
      new TypeError(`longest of honouringServer() must be a finite number of milliseconds of at least 0, got ${shown}`),
    );
  });

  it('rejects options that are not an object', () => {
    expect(() => honouringServer(60_000 as unknown as object)).toThrow(
      new TypeError('options of honouringServer() must be an object, got 60000'),
    );
  });
});
