import { clampDelay } from '../platform/clamp-delay';
import { numberOr } from '../platform/number-or';
import { parseRetryAfter } from '../vocabulary/retry-after';
import type { ResponseHead } from '../vocabulary/transport';
import { checkedDelay } from './checked-delay';
import { HOUR } from './server-wait';

/** The rhythm of polling; times are milliseconds. */
export interface PaceOptions {
  readonly mode: 'short' | 'long';
  /** `Infinity` = no further poll. */
  readonly interval: PollInterval;
  readonly jitter: number;
  readonly adaptive: { readonly max: number; readonly factor: number } | undefined;
  /** After this time a long poll ends like one with an empty answer; 0 = no limit. */
  readonly timeout?: number;
  /** A random number in [0, 1). */
  readonly random: () => number;
  /** The time of the day, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** Milliseconds, or a function that returns them for the answer to a poll. `Infinity` = no further poll. */
export type PollInterval = number | ((answer: ResponseHead | undefined) => number);

/** A poll that ended without an error. */
export interface FinishedPoll {
  /** The answer; `undefined` if there was none, or the transport shows none. */
  readonly answer?: ResponseHead | undefined;
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

/**
 * Returns the function that calculates the wait after each poll, in milliseconds; `Infinity` = no further poll. A
 * `Retry-After` of the answer is the least wait, an hour at most. It throws what `interval` throws, and a `TypeError` if `interval` returns
 * no interval.
 */
export function pollPace({
  mode,
  interval,
  jitter,
  adaptive,
  timeout = 0,
  random,
  now,
}: PaceOptions): (poll: FinishedPoll) => number {
  /** The factor by which unchanged answers have slowed it down. */
  let slowness = 1;
  const wait = (base: number, { delivered, moved, took }: FinishedPoll): number => {
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
  return (poll) => {
    const { answer } = poll;
    const next = typeof interval === 'function' ? interval(answer) : interval;
    // Checked before anything is calculated with it: a clamped `Infinity` is 24 days, and 0 times `Infinity` is NaN.
    if (next === Infinity) return Infinity;
    const least = parseRetryAfter(answer?.headers.get('retry-after'), now()) ?? 0;
    return Math.max(wait(checkedDelay('interval', next), poll), Math.min(least, HOUR));
  };
}

/** The option `interval`, or its default. */
export function intervalOr(preset: number, given: PollInterval | undefined): PollInterval {
  return typeof given === 'function' || given === Infinity ? given : numberOr(preset, given);
}
