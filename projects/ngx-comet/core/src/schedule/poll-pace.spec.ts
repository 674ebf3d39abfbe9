import { pollPace, type PaceOptions } from './poll-pace';

describe('pollPace of long polls', () => {
  const pace = (more: Partial<PaceOptions>): ReturnType<typeof pollPace> =>
    pollPace({ mode: 'long', interval: 5_000, jitter: 0.1, adaptive: undefined, random: () => 0, ...more });

  it.each([
    ['polls again at once after a message', { timeout: 100 }, { delivered: 1, took: 3 }, 0],
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
    ['waits longer with adaptive', { adaptive: { max: 9_000, factor: 2 } }, { delivered: 0, took: 3 }, 8_997],
  ])('%s', (_what, options, poll, wait) => {
    expect(pace(options)(poll)).toBe(wait);
  });
});
