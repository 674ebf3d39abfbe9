import { MAX_DELAY } from '../checks/check';

/**
 * Brings a delay into what a timer takes, 0 to 2³¹−1 ms (HTML, timers: a larger one would fire at once). What is not a
 * number counts as the longest, for a broken schedule must not hammer a server.
 */
export function clampDelay(ms: number): number {
  return Number.isNaN(ms) ? MAX_DELAY : Math.min(Math.max(ms, 0), MAX_DELAY);
}
