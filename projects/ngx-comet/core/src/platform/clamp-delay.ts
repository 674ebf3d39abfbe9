/** The longest delay that a timer of the platform takes, in milliseconds; a longer one would fire at once (HTML, timers). */
export const MAX_DELAY = 2 ** 31 - 1;

/**
 * Brings a delay into what a timer takes, 0 to 2³¹−1 ms (HTML, timers: a larger one would fire at once). What is not a
 * number counts as the longest, for a broken schedule must not hammer a server.
 */
export function clampDelay(ms: number): number {
  return Number.isNaN(ms) ? MAX_DELAY : Math.min(Math.max(ms, 0), MAX_DELAY);
}
