import { clampDelay } from '../platform/clamp-delay';
import { numberOr } from '../platform/number-or';
import { checkedDelay } from './checked-delay';

/** The rhythm of polling; times are milliseconds. */
export interface PaceOptions {
  readonly mode: 'short' | 'long';
  /** `Infinity` = no further poll. */
  readonly interval: number | (() => number);
  readonly jitter: number;
  readonly adaptive: { readonly max: number; readonly factor: number } | undefined;
  /** After this time a long poll ends like one with an empty answer; 0 = no limit. */
  readonly timeout?: number;
  /** A random number in [0, 1). */
  readonly random: () => number;
}

/** A poll that ended without an error. */
export interface FinishedPoll {
  /** How many messages it delivered. */
  readonly delivered: number;
  /** Whether it moved the cursor. */
  readonly moved: boolean;
  /** Its duration in milliseconds. */
  readonly took: number;
}

/**
 * The least time from one start to the next after an answer that did not move the cursor. The server cannot tell such news
 * from what the client has already, so it may answer every request at once with the same state.
 */
const FLOOR = 100;
/** Timers and clocks may differ by this. */
const TICK = 1;

/** Returns the function that calculates the wait after each poll, in milliseconds; `Infinity` = no further poll. */
export function pollPace({
  mode,
  interval,
  jitter,
  adaptive,
  timeout = 0,
  random,
}: PaceOptions): (poll: FinishedPoll) => number {
  /** The factor by which unchanged answers have slowed it down. */
  let slowness = 1;
  return ({ delivered, moved, took }) => {
    const next = typeof interval === 'function' ? interval() : interval;
    // Checked before anything is calculated with it: a clamped `Infinity` is 24 days, and 0 times `Infinity` is NaN.
    if (next === Infinity) return Infinity;
    const base = checkedDelay('interval', next);
    let current = base;
    if (delivered > 0 || adaptive === undefined) {
      slowness = 1;
    } else {
      const longest = Math.max(numberOr(base, adaptive.max), base);
      current = Math.min(base * slowness * numberOr(1, adaptive.factor, 1, Infinity), longest);
      if (base > 0) slowness = current / base;
    }
    // Clamped after the jitter: a timer with a delay above the maximum fires at once.
    if (mode === 'short') return clampDelay(current * (1 + jitter * (2 * random() - 1)));
    // More messages may follow soon, so poll again at once. After an immediate empty answer wait, or it would be a busy
    // loop.
    if (delivered > 0) return moved ? 0 : Math.max(FLOOR - took, 0);
    // A poll that ran into its timeout has waited already: the timeout counts as the interval.
    const ranOut = timeout > 0 && took >= timeout - TICK;
    return Math.max((ranOut ? Math.min(current, timeout) : Math.max(current, FLOOR)) - took, 0);
  };
}
