/**
 * The longest delay that a timer takes, in milliseconds. A timer with a longer delay would fire at once (HTML, timers).
 */
export const MAX_DELAY = 2 ** 31 - 1;

/**
 * Clamps a delay to what a timer takes, 0 to 2³¹−1 ms. NaN counts as the longest delay, because a broken schedule must
 * not flood a server with requests.
 */
export function clampDelay(ms: number): number {
  return Number.isNaN(ms) ? MAX_DELAY : Math.min(Math.max(ms, 0), MAX_DELAY);
}
