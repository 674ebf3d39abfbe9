import { asyncScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';

/** A clock that runs `speed` times faster than the real one. Timers fire that much earlier. */
export function fastClock(speed: number): SchedulerLike {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * speed,
    schedule: <S>(work: (this: SchedulerAction<S>, state: S) => void, delay = 0, state?: S): Subscription =>
      asyncScheduler.schedule(work as (this: SchedulerAction<S>, state?: S) => void, delay / speed, state),
  };
}
