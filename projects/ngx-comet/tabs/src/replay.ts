import { monotonicClock, timeLimit } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import type { Place } from './tab-message';

/** How long after its first message, or after it opened, a source may repeat messages that tabs have already, in milliseconds. */
const LONGEST = 3_000;
/** How many tabs may wait. */
const MOST = 1_000;

/**
 * The start of a term. The source may still repeat messages that other tabs have and the leader does not. A tab whose
 * last message is one of them waits for its answer until the source has repeated that message, or no longer can.
 */
export class Replay {
  /** Sends a tab the messages after its place. */
  readonly #answer: (tab: string, place: Place) => void;
  readonly #waiting = new Map<string, Place>();
  #timer: Subscription | undefined;
  #over = false;
  /** Tabs got all later messages from this leader. */
  since = Infinity;

  constructor(answer: (tab: string, place: Place) => void) {
    this.#answer = answer;
  }

  /** Whether the source may still bring the message of a place that the leader does not know. */
  mayBring({ at }: Place): boolean {
    return !this.#over && at <= this.since;
  }

  wait(tab: string, place: Place): void {
    if (this.#waiting.size >= MOST && !this.#waiting.has(tab)) return this.#answer(tab, place);
    this.#waiting.set(tab, place);
  }

  /** Another tab had the message. */
  forget(tab: string): void {
    this.#waiting.delete(tab);
  }

  /** The source emitted a message, or its connection opened or was lost. */
  goesOn(): void {
    this.#timer ??= timeLimit(monotonicClock, LONGEST, () => {
      this.#over = true;
      this.#answerThose(() => true);
    });
  }

  /** The leader delivered a message. */
  passed(id: string | undefined): void {
    if (this.#waiting.size > 0) this.#answerThose((place) => place.id === id);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#waiting.clear();
  }

  #answerThose(which: (place: Place) => boolean): void {
    for (const [tab, place] of this.#waiting) {
      if (!which(place)) continue;
      this.#waiting.delete(tab);
      this.#answer(tab, place);
    }
  }
}
