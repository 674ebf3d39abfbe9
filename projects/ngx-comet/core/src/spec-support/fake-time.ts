/** The clock behind Jest's fake timers. Jest itself cannot make timers late. */
interface FakeClock {
  jump(ms: number): void;
}

/**
 * A program runs for `ms` milliseconds and blocks the event loop. All timers that were due meanwhile fire late, after
 * it, once each.
 */
export function block(ms: number): void {
  (setTimeout as unknown as { readonly clock: FakeClock }).clock.jump(ms);
}

/** Somebody sets the time of the day, forward or back. No timer notices it. */
export function setWallClock(by: number): void {
  jest.setSystemTime(Date.now() + by);
}

/**
 * The machine sleeps for `ms` milliseconds, and the clock of the durations stands still meanwhile. The time to stop its
 * devices and to start them again is no sleep.
 */
export function sleep(ms: number): void {
  setWallClock(ms);
  block(1_200);
}
