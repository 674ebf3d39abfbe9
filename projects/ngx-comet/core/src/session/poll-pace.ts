import { clampDelay } from '../schedule/clamp-delay';
import type { FinishedAttempt } from './plan';

/** The rhythm of polling; times are milliseconds. */
export interface PaceOptions {
  readonly mode: 'short' | 'long';
  readonly interval: number | (() => number);
  readonly jitter: number;
  readonly adaptive: { readonly max: number; readonly factor: number } | undefined;
  /** A random number in [0, 1). */
  readonly random: () => number;
}

/** How long to wait after each poll. */
export function pollPace({ mode, interval, jitter, adaptive, random }: PaceOptions): (poll: FinishedAttempt) => number {
  /** By how much unchanged answers have slowed it down. */
  let slowness = 1;
  return ({ delivered, took }) => {
    const base = typeof interval === 'function' ? clampDelay(interval()) : interval;
    let current = base;
    if (delivered > 0 || adaptive === undefined) {
      slowness = 1;
    } else {
      const longest = Math.max(adaptive.max, base);
      current = Math.min(base * slowness * adaptive.factor, longest);
      if (base > 0) slowness = current / base;
    }
    if (mode === 'short') return current * (1 + jitter * (2 * random() - 1));
    // News may be followed by more, so it is asked for at once; a server that answers "nothing" at once must not be spun on.
    return delivered > 0 ? 0 : Math.max(current - took, 0);
  };
}
