import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** The clock of RxJS. It counts the timers that run. */
export interface CountingClock extends SchedulerLike {
  readonly running: number;
}

export function countingClock(): CountingClock {
  let running = 0;
  return {
    get running() {
      return running;
    },
    now: () => asyncScheduler.now(),
    schedule: (work, delay, state) => {
      running++;
      let over = false;
      const end = (): void => {
        if (!over) running--;
        over = true;
      };
      const timer = asyncScheduler.schedule<typeof state>(
        function (given) {
          end();
          work.call(this, given as never);
        },
        delay,
        state,
      );
      timer.add(end);
      return timer;
    },
  };
}
