import { monotonicClock } from 'ngx-comet/core';
import { Subscription } from 'rxjs';
import type { Platform } from './platform';

/**
 * A leader that stood still for so long may have been replaced meanwhile, in milliseconds. Followers wait longer before
 * they replace it.
 */
const LEASE = 3_500;
/** How long it then does nothing for other tabs, in milliseconds: the browser tells it by then that it was replaced. */
const FENCE = 1_000;

/**
 * What a leader may do for other tabs. After it stood still, what is on the channel may have gone to another leader too:
 * it waits until it would know that it was replaced.
 */
export class Lease {
  readonly #soon: Platform['soon'];
  readonly #renewed: () => void;
  #aliveAt = monotonicClock.now();
  #fence = Subscription.EMPTY;

  /** `renewed` is called when the leader goes on after it stood still. */
  constructor(soon: Platform['soon'], renewed: () => void) {
    this.#soon = soon;
    this.#renewed = renewed;
  }

  /** Called for every message of another tab. Returns whether the leader may act on it. */
  holds(): boolean {
    const now = monotonicClock.now();
    const stoodStill = now - this.#aliveAt > LEASE;
    this.#aliveAt = now;
    if (stoodStill) {
      this.#fence.unsubscribe();
      this.#fence = this.#soon(FENCE, () => {
        this.#fence.unsubscribe();
        this.#renewed();
      });
    }
    return this.#fence.closed;
  }

  stop(): void {
    this.#fence.unsubscribe();
  }
}
