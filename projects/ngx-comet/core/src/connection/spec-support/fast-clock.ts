import { asyncScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';

/** A clock that runs so many times faster than the wall's: what takes a second by it is over in a fraction of one. */
export function fastClock(speed: number): SchedulerLike {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * speed,
    schedule: <S>(work: (this: SchedulerAction<S>, state: S) => void, delay = 0, state?: S): Subscription =>
      asyncScheduler.schedule(work as (this: SchedulerAction<S>, state?: S) => void, delay / speed, state),
  };
}
