import { asyncScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';
import { clampDelay } from './clamp-delay';

/** A timer that fires this much before its time, in milliseconds, shows that the clock stood still meanwhile. */
const EARLY = 100;
/** The time of RxJS differs by less from the platform's, in milliseconds, unless a `TestScheduler` replaced it. */
const SAME = 1_000;

/** How far the timers are ahead of `performance.now()`. */
let ahead = 0;

/**
 * The default source of time and timers. Its `now()` are milliseconds of `performance.now()`: nobody can set that
 * clock, so a duration is right even if the clock of the system is put back an hour meanwhile. They are not the time of
 * the day. The timers are those of the platform, as with RxJS' `asyncScheduler`.
 *
 * A timer that fires proves that its time has passed. So virtual time also works if only the timers are virtual and
 * `performance` is not, as in Angular's `fakeAsync`.
 *
 * @usageNotes
 * ```ts
 * const ticks$ = interval(1_000, monotonicClock).pipe(timeInterval(monotonicClock));
 * ```
 */
export const monotonicClock: SchedulerLike = {
  now: monotonicNow,
  schedule: <S>(work: (this: SchedulerAction<S>, state: S) => void, delay = 0, state?: S): Subscription => {
    const ms = clampDelay(delay);
    const due = monotonicNow() + ms;
    return asyncScheduler.schedule(
      function (this: SchedulerAction<S>, given?: S) {
        const missing = due - monotonicNow();
        if (missing > EARLY) ahead += missing;
        work.call(this, given as S);
      },
      ms,
      state,
    );
  },
};

/** Milliseconds that only grow. They are comparable with each other, and with nothing else. */
export function monotonicNow(): number {
  // Looked up at each call: it may be missing, and virtual time replaces it.
  const { performance } = globalThis as { readonly performance?: Pick<Performance, 'now'> };
  return performance === undefined ? Date.now() : performance.now() + ahead;
}

// A registered symbol: ngx-comet/core/testing sets it too.
const TEST_CLOCK: unique symbol = Symbol.for('ngx-comet.test-clock');

/** The clock of operators, which have none of the caller's: `monotonicClock`, or the virtual one of a test. */
export function operatorClock(): SchedulerLike {
  return testClock() ?? monotonicClock;
}

/** The virtual clock of a test; `undefined` outside of tests. */
export function testClock(): SchedulerLike | undefined {
  return (globalThis as { readonly [TEST_CLOCK]?: SchedulerLike })[TEST_CLOCK];
}

/** The time of operators. In `TestScheduler.run()` it is the virtual time. */
export function operatorNow(): number {
  const clock = testClock();
  if (clock !== undefined) return clock.now();
  const virtual = asyncScheduler.now();
  return Math.abs(virtual - Date.now()) > SAME ? virtual : monotonicNow();
}

/**
 * The time of the day in milliseconds since the epoch, for what people or other programs read. A clock of the caller's
 * is used as it is.
 */
export function wallTime(clock: SchedulerLike): number {
  return clock === monotonicClock ? asyncScheduler.now() : clock.now();
}
