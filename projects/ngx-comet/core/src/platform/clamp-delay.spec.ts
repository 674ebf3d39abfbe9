import { clampDelay } from './clamp-delay';

describe('clampDelay', () => {
  it.each([
    [0, 0],
    [-1, 0],
    [-Infinity, 0],
    [12.5, 12.5],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, 2 ** 31 - 1],
    [Infinity, 2 ** 31 - 1],
    [NaN, 20_000],
    ['5' as unknown as number, 20_000],
  ])('clamps %p to %p', (ms, clamped) => {
    expect(clampDelay(ms)).toBe(clamped);
  });
});
