import { Subscription, type SchedulerLike } from 'rxjs';

/** A timer that fires later than this, in milliseconds, shows that the page was busy. */
const LATE = 20;
/**
 * How long a busy page reads what has arrived meanwhile, in milliseconds. Chromium reads most of it before the late
 * timers and Firefox all of it after them; a body takes some more turns of the event loop in both, and in Node.
 */
const READING = 100;
/** The page may be busy again at once. It must not stay busy to keep a dead connection. */
const MAX_READINGS = 2;

/**
 * Calls `judge` after `ms` milliseconds. If the timer fires late, the page was busy or the machine slept, and what has
 * arrived since then was not read. It is read first, and `judge` is called some turns of the event loop later.
 *
 * @returns a subscription that cancels it
 *
 * @usageNotes
 * ```ts
 * const request = new AbortController();
 * const limit = timeLimit(monotonicClock, 5_000, () => request.abort());
 * void fetch('/report', { signal: request.signal }).finally(() => limit.unsubscribe());
 * ```
 */
export function timeLimit(clock: SchedulerLike, ms: number, judge: () => void): Subscription {
  let timer = Subscription.EMPTY;
  const wait = (delay: number, readings: number): void => {
    const due = clock.now() + delay;
    timer = clock.schedule(() => {
      if (readings === 0 || clock.now() - due <= LATE) judge();
      else wait(READING, readings - 1);
    }, delay);
  };
  wait(ms, MAX_READINGS);
  return new Subscription(() => timer.unsubscribe());
}
