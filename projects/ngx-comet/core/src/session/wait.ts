import type { SchedulerLike, Subscription } from 'rxjs';
import { WakeLimit } from '../schedule/wake-limit';

/** The wait for the next attempt. */
export class Wait {
  readonly #clock: SchedulerLike;
  readonly #over: () => void;
  readonly #limit: WakeLimit;
  #timer: Subscription | undefined;
  /** Ends the wait for a wake that came before the limit permits it. */
  #wakeTimer: Subscription | undefined;

  /** `over` is called at the end of the wait. */
  constructor(clock: SchedulerLike, over: () => void) {
    this.#clock = clock;
    this.#over = over;
    this.#limit = new WakeLimit(() => clock.now());
  }

  /** `Infinity` has no timer: then only a gate, a pause, a wake or an event of the page ends the wait. */
  begin(ms: number): void {
    if (ms !== Infinity) this.#timer = this.#clock.schedule(this.#over, ms);
  }

  /** Ends the wait as soon as the limit of wakes permits it. */
  wake(): void {
    if (this.#wakeTimer?.closed === false) return;
    const delay = this.#limit.next();
    if (delay === 0) return this.#over();
    this.#wakeTimer = this.#clock.schedule(this.#over, delay);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#wakeTimer?.unsubscribe();
  }
}
