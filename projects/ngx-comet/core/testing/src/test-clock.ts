import type { SchedulerLike } from 'rxjs';

// A registered symbol: ngx-comet/core looks for it. Operators take no clock, so theirs is that of the whole test.
const TEST_CLOCK: unique symbol = Symbol.for('ngx-comet.test-clock');

const scope = (): { [TEST_CLOCK]?: SchedulerLike } => globalThis as { [TEST_CLOCK]?: SchedulerLike };

/** From now on operators use this clock. */
export function becomeTestClock(clock: SchedulerLike): void {
  scope()[TEST_CLOCK] = clock;
}

/** Operators use the clock of the platform again, unless another test has begun. */
export function releaseTestClock(clock: SchedulerLike): void {
  if (scope()[TEST_CLOCK] === clock) Reflect.deleteProperty(globalThis, TEST_CLOCK);
}
