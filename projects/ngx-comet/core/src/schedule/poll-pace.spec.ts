import { pollPace, type PaceOptions } from './poll-pace';

describe('pollPace of long polls', () => {
  const pace = (more: Partial<PaceOptions>): ReturnType<typeof pollPace> =>
    pollPace({
      mode: 'long',
      interval: 5_000,
      jitter: 0.1,
      adaptive: undefined,
      random: () => 0,
      now: () => 0,
      ...more,
    });

  it.each([
    ['polls again at once after news that moved the cursor', {}, { delivered: 1, moved: true, took: 3 }, 0],
    ['leaves 100 ms between the starts if the cursor did not move', {}, { delivered: 1, took: 3 }, 97],
    ['does so whatever the interval is', { interval: 0 }, { delivered: 2, took: 0 }, 100],
    ['polls at once after news that the server held back for 100 ms', {}, { delivered: 1, took: 100 }, 0],
    [
      'waits the interval from the start of a poll with an empty answer',
      { timeout: 100 },
      { delivered: 0, took: 3 },
      4_997,
    ],
    ['polls again at once after a timeout', { timeout: 100 }, { delivered: 0, took: 100 }, 0],
    ['does so if its timer is late', { timeout: 100 }, { delivered: 0, took: 130 }, 0],
    ['does so if the clock is behind its timer', { timeout: 100 }, { delivered: 0, took: 99 }, 1],
    ['does not poll in a busy loop with a tiny timeout', { timeout: 1 }, { delivered: 0, took: 0 }, 1],
    ['has no timeout with 0', { timeout: 0 }, { delivered: 0, took: 3 }, 4_997],
    ['polls again at once after a poll that took longer than the interval', {}, { delivered: 0, took: 6_000 }, 0],
    ['leaves 100 ms after an empty answer too', { interval: 0 }, { delivered: 0, took: 3 }, 97],
    ['waits longer with adaptive', { adaptive: { max: 9_000, factor: 2 } }, { delivered: 0, took: 3 }, 8_997],
  ])('%s', (_what, options, poll, wait) => {
    expect(pace(options)({ moved: false, ...poll })).toBe(wait);
  });
});

describe('pollPace', () => {
  const MAX = 2 ** 31 - 1;
  const empty = { delivered: 0, moved: false, took: 3 };
  const news = { delivered: 1, moved: true, took: 3 };
  const pace = (more: Partial<PaceOptions>): ReturnType<typeof pollPace> =>
    pollPace({
      mode: 'short',
      interval: 5_000,
      jitter: 0.1,
      adaptive: undefined,
      random: () => 0.999,
      now: () => 0,
      ...more,
    });

  it.each([
    ['short', {}, empty],
    ['short, with news', {}, news],
    ['without jitter', { jitter: 0 }, empty],
    ['whatever the jitter', { jitter: 1, random: () => 0 }, empty],
    ['adaptive', { adaptive: { max: 9_000, factor: 2 } }, empty],
    ['long', { mode: 'long' }, empty],
    ['long, with news', { mode: 'long' }, news],
    ['long, after a timeout', { mode: 'long', timeout: 3 }, empty],
  ] as const)('never polls again after an interval of Infinity: %s', (_what, options, poll) => {
    expect(pace({ ...options, interval: () => Infinity })(poll)).toBe(Infinity);
    expect(pace({ ...options, interval: Infinity })(poll)).toBe(Infinity);
  });

  it('calculates as before after an interval of Infinity', () => {
    let interval = 1_000;
    const wait = pace({ interval: () => interval, jitter: 0, adaptive: { max: 9_000, factor: 2 } });
    expect(wait(empty)).toBe(2_000);
    interval = Infinity;
    expect(wait(empty)).toBe(Infinity);
    interval = 1_000;
    expect(wait(empty)).toBe(4_000);
  });

  it.each([
    ['the longest interval', () => MAX, MAX],
    ['an interval that no timer takes', () => 1e300, MAX],
    ['no interval', () => 0, 0],
  ])('returns a delay that a timer takes, jitter included: %s', (_what, interval, wait) => {
    expect(pace({ interval, jitter: 1 })(empty)).toBe(wait);
    // The least time between the starts of two long polls is 100 ms.
    const long = pace({ interval, mode: 'long', jitter: 1 })({ delivered: 0, moved: false, took: 0 });
    expect(long).toBe(Math.max(wait, 100));
  });

  it('throws a TypeError that names the option if the function returns NaN', () => {
    expect(() => pace({ interval: () => NaN })(empty)).toThrow(
      new TypeError('interval must return a number of milliseconds, got NaN'),
    );
  });
});
