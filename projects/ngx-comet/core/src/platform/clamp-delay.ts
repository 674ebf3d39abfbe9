/**
 * The longest delay that a timer takes, in milliseconds. A timer with a longer delay would fire at once (HTML, timers).
 */
export const MAX_DELAY = 2 ** 31 - 1;

/**
 * The delay where a caller gave no number, in milliseconds. As long as the default schedule waits at most, because a
 * broken schedule must neither flood a server with requests nor end its stream.
 */
export const BROKEN_DELAY = 20_000;

/**
 * Clamps a delay to what a timer takes, 0 to 2³¹−1 ms. NaN, and what is no number, counts as 20 s: a function of the
 * caller may return anything.
 */
export function clampDelay(ms: number): number {
  return typeof ms !== 'number' || Number.isNaN(ms) ? BROKEN_DELAY : Math.min(Math.max(ms, 0), MAX_DELAY);
}
