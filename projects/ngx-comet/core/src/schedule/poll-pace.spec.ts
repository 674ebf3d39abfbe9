import { pollPace, type PaceOptions } from './poll-pace';

describe('pollPace of long polls', () => {
  const pace = (more: Partial<PaceOptions>): ReturnType<typeof pollPace> =>
    pollPace({ mode: 'long', interval: 5_000, jitter: 0.1, adaptive: undefined, random: () => 0, ...more });

  it.each([
    ['asks at once after news', { timeout: 100 }, { delivered: 1, took: 3 }, 0],
    ['keeps the interval from one empty answer to the next', { timeout: 100 }, { delivered: 0, took: 3 }, 4_997],
    ['asks at once when a poll ran out', { timeout: 100 }, { delivered: 0, took: 100 }, 0],
    ['does so where its timer is late', { timeout: 100 }, { delivered: 0, took: 130 }, 0],
    ['does so where the clock is behind its timer', { timeout: 100 }, { delivered: 0, took: 99 }, 1],
    ['does not spin on a tiny timeout', { timeout: 1 }, { delivered: 0, took: 0 }, 1],
    ['takes 0 for no timeout', { timeout: 0 }, { delivered: 0, took: 3 }, 4_997],
    ['asks at once after a poll that took longer than the interval', {}, { delivered: 0, took: 6_000 }, 0],
    ['is as slow as it is adaptive', { adaptive: { max: 9_000, factor: 2 } }, { delivered: 0, took: 3 }, 8_997],
  ])('%s', (_what, options, poll, wait) => {
    expect(pace(options)(poll)).toBe(wait);
  });
});
