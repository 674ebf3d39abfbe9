import type { Continuity, PushEvent } from '../../vocabulary/push-event';

/** What can show that messages are missing: their numbers, or only ids and the word of the server. */
export type ShownBy = 'numbers' | 'ids';

/** What the oracle found. */
export interface Verdict {
  readonly delivered: number;
  /** How many messages never arrived. Each was told. */
  readonly told: number;
  /** How many messages arrived again. */
  readonly repeated: number;
  readonly reconnections: number;
  readonly continuities: Readonly<Record<Continuity, number>>;
  /** The broken promises, in words. */
  readonly violations: readonly string[];
}

/**
 * Knows that the server sent 1, 2, 3 …, and judges what a stream emits: every number arrives, or something is told
 * before the next one does. Where numbers are given, only `gap` tells it. `resumed` is never said over a loss.
 */
export class ContinuityOracle {
  readonly shownBy: ShownBy;
  isOpen = false;
  isOver = false;
  /** The highest number that arrived. */
  last: number | undefined;
  #delivered = 0;
  #missing = 0;
  #repeated = 0;
  #connections = 0;
  #told: 'nothing' | 'unknown' | 'gap' = 'nothing';
  /** What the present connection said about its start. */
  #said: Continuity = 'first';
  readonly #continuities: Record<Continuity, number> = { first: 0, resumed: 0, gap: 0, unknown: 0 };
  readonly #violations: string[] = [];

  constructor(shownBy: ShownBy) {
    this.shownBy = shownBy;
  }

  take(event: PushEvent<{ readonly value: number }>): void {
    switch (event.kind) {
      case 'open':
        return this.#opened(event.continuity);
      case 'message':
        return this.#arrived(event.message.data.value);
      case 'rejected':
        this.#violate(`a message was rejected: ${event.error.message}`);
        return;
      case 'comment':
        return;
      case 'connecting':
      case 'lost':
      case 'paused':
        this.isOpen = false;
    }
  }

  ended(reason: unknown): void {
    this.isOver = true;
    this.#violate(`it ended: ${String(reason)}`);
  }

  verdict(sent: number): Verdict {
    if (this.last !== sent) this.#violate(`the last message is ${this.last}, ${sent} were sent`);
    return {
      delivered: this.#delivered,
      told: this.#missing,
      repeated: this.#repeated,
      reconnections: this.#connections - 1,
      continuities: this.#continuities,
      violations: this.#violations,
    };
  }

  #opened(continuity: Continuity): void {
    if (!this.isOpen) this.#connections++;
    this.isOpen = true;
    this.#said = continuity;
    this.#continuities[continuity]++;
    if (continuity === 'gap' || (continuity === 'unknown' && this.#told === 'nothing')) this.#told = continuity;
  }

  #arrived(value: number): void {
    const { last } = this;
    if (last !== undefined && value <= last) {
      this.#repeated++;
      if (this.#told === 'nothing' && this.#said !== 'gap') this.#violate(`${value} arrived again after ${last}`);
      return;
    }
    if (last !== undefined && value > last + 1) this.#missed(last, value);
    this.#delivered++;
    this.last = value;
    this.#told = 'nothing';
    if (this.#said === 'resumed') this.#said = 'first';
  }

  #missed(last: number, value: number): void {
    this.#missing += value - last - 1;
    const what = `${value} follows ${last}`;
    if (this.#said === 'resumed') this.#violate(`${what}, after resumed`);
    else if (this.#told === 'nothing') this.#violate(`${what}, and nothing was told`);
    else if (this.#told === 'unknown' && this.shownBy === 'numbers')
      this.#violate(`${what}, and only unknown was told`);
  }

  #violate(what: string): void {
    if (this.#violations.length < 5) this.#violations.push(what);
  }
}
