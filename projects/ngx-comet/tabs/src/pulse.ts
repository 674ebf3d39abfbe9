import { monotonicClock, timeLimit } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';

/** After so long without a sign of the leader it is asked for one, in milliseconds. */
const ASK_AFTER = 2_000;
/** How long the answer may take. */
const ANSWER_WITHIN = 2_500;

/**
 * Notices in a follower that the leader does not answer any more: its page hangs, and holds the lock. The follower asks,
 * because the timers of a hidden leader may be minutes late. Messages are not.
 */
export class Pulse {
  readonly #ask: () => void;
  readonly #silent: () => void;
  #heardAt = 0;
  #answered = false;
  /** `undefined` while it does not run. */
  #timer: Subscription | undefined;

  /** `silent` is called again and again while nothing is heard. */
  constructor(ask: () => void, silent: () => void) {
    this.#ask = ask;
    this.#silent = silent;
  }

  start(): void {
    this.stop();
    this.heard();
    this.#listen(ASK_AFTER);
  }

  /** A message of the leader arrived. It sets no timer, because this is called for every message. */
  heard(): void {
    this.#answered = true;
    this.#heardAt = monotonicClock.now();
  }

  /** Another tab got no answer from the leader. So this one would get none. */
  doubt(): void {
    if (this.#timer !== undefined && monotonicClock.now() - this.#heardAt > ASK_AFTER) this.#silent();
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  #listen(ms: number): void {
    this.#timer = timeLimit(monotonicClock, ms, () => {
      const left = this.#heardAt + ASK_AFTER - monotonicClock.now();
      if (left > 0) this.#listen(left);
      else this.#expectAnswer();
    });
  }

  #expectAnswer(): void {
    const timer = timeLimit(monotonicClock, ANSWER_WITHIN, () => {
      const answered = this.#answered;
      if (!answered) this.#silent();
      // A leader that answers is asked often enough to know that it did not stand still.
      if (this.#timer === timer) this.#listen(answered ? 0 : ASK_AFTER);
    });
    this.#timer = timer;
    this.#answered = false;
    this.#ask();
  }
}
