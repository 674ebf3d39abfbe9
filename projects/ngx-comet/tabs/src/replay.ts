import type { Place } from './tab-message';

/** How long after its first message a source may repeat what tabs got before, in milliseconds. */
const LONGEST = 3_000;

/**
 * The beginning of a leadership, when the source may be about to bring what others got before and the leader does not know. A
 * tab that is back from such a place waits until it goes by, or is known not to.
 */
export class Replay {
  /** Tells a tab what came after its place. */
  readonly #answer: (tab: string, place: Place) => void;
  readonly #waiting = new Map<string, Place>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  /** What tabs got later than this they have from the leader. */
  since = Infinity;

  constructor(answer: (tab: string, place: Place) => void) {
    this.#answer = answer;
  }

  /** Whether the source may still bring a place that the leader does not know. */
  mayBring({ at }: Place): boolean {
    return !this.#over && at <= this.since;
  }

  wait(tab: string, place: Place): void {
    this.#waiting.set(tab, place);
  }

  /** The source brought something. */
  goesOn(): void {
    this.#timer ??= setTimeout(() => {
      this.#over = true;
      this.#answerThose(() => true);
    }, LONGEST);
  }

  /** A message went by. */
  passed(id: string | undefined): void {
    if (this.#waiting.size > 0) this.#answerThose((place) => place.id === id);
  }

  stop(): void {
    clearTimeout(this.#timer);
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
