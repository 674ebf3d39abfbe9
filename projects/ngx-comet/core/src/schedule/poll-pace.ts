import { clampDelay } from '../platform/clamp-delay';

/** The rhythm of polling; times are milliseconds. */
export interface PaceOptions {
  readonly mode: 'short' | 'long';
  readonly interval: number | (() => number);
  readonly jitter: number;
  readonly adaptive: { readonly max: number; readonly factor: number } | undefined;
  /** What ends a long poll as if it had been answered with nothing; 0 = no limit. */
  readonly timeout?: number;
  /** A random number in [0, 1). */
  readonly random: () => number;
}

/** A poll that ended as it should. */
export interface FinishedPoll {
  /** How many messages it brought. */
  readonly delivered: number;
  /** Its length in milliseconds. */
  readonly took: number;
}

/** Timers and clocks may disagree by this. */
const TICK = 1;

/** How long to wait after each poll. */
export function pollPace({
  mode,
  interval,
  jitter,
  adaptive,
  timeout = 0,
  random,
}: PaceOptions): (poll: FinishedPoll) => number {
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
    if (delivered > 0) return 0;
    // One that ran out is not answered at once: its timeout is the interval that was asked for.
    const ranOut = timeout > 0 && took >= timeout - TICK;
    return Math.max((ranOut ? Math.min(current, timeout) : current) - took, 0);
  };
}
