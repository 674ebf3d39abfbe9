/** So many wakes in a row end a wait at once. */
const BURST = 10;
/** After that one wake in so many milliseconds does. */
const EVERY = 1_000;

/**
 * Limits how often a caller may end a wait. Each wake of a person ends it at once. Without a limit, a source that emits
 * all the time would turn a server that refuses into a loop without a wait.
 */
export class WakeLimit {
  readonly #now: () => number;
  /** The time up to which the past wakes use up the limit. */
  #usedUntil = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a wake, and returns after how many milliseconds it may end the wait. */
  next(): number {
    const now = this.#now();
    const most = now + BURST * EVERY;
    // Bounded, because the clock may be put back.
    const usedUntil = Math.min(Math.max(this.#usedUntil, now), most) + EVERY;
    this.#usedUntil = usedUntil;
    return Math.max(usedUntil - most, 0);
  }
}
