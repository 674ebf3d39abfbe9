// Judges what becomes of the commands that a page sends.
export interface CommandReport {
  readonly sent: number;
  readonly acknowledged: number;
  /** Neither acknowledged nor sure: the connection that carried them was reported as lost. */
  readonly doubtful: number;
  /** Returned by `unsent`. */
  readonly unsent: number;
  /** Still without an answer, and nothing was reported. */
  readonly pending: number;
  readonly repeated: number;
  readonly violations: readonly string[];
}

/** How many commands it remembers after their acknowledgement, to know a second one. */
const REMEMBERED = 500;
const MOST = 5;

/**
 * Every command is acknowledged once, or returned as unsent, or the connection that carried it was reported as lost: the
 * sender can know no more.
 */
export class CommandChecker {
  #next = 0;
  #acknowledged = 0;
  #unsent = 0;
  #repeated = 0;
  /** What waits for its acknowledgement; true if it may be lost. */
  readonly #waiting = new Map<number, boolean>();
  /** How each of the latest was acknowledged. */
  readonly #done = new Map<number, string>();
  #forgotten = 0;
  readonly #violations: string[] = [];

  /** Returns the number of a new command. */
  send(): number {
    const id = this.#next++;
    this.#waiting.set(id, false);
    return id;
  }

  /** `by` tells one acknowledgement from another, for whoever looks for a fault. */
  acknowledge(id: number, by = ''): void {
    if (this.#waiting.delete(id)) {
      this.#acknowledged++;
      this.#remember(id, by);
    } else if (this.#done.has(id) || id >= this.#next) {
      this.#repeated++;
      const first = this.#done.get(id) ?? 'nothing';
      if (this.#violations.length < MOST) this.#violations.push(`command ${id} was acknowledged by ${first} and ${by}`);
    }
  }

  /** Something was reported: whatever was handed over before may be lost. */
  reported(): void {
    for (const id of this.#waiting.keys()) this.#waiting.set(id, true);
  }

  /** The feed is subscribed to again without a cursor, and may begin with a message that it had before. */
  beginsAnew(): void {
    this.#done.clear();
  }

  returned(id: number): void {
    if (this.#waiting.delete(id)) this.#unsent++;
  }

  report(): CommandReport {
    const states = [...this.#waiting.values()];
    const doubtful = states.filter(Boolean).length;
    return {
      sent: this.#next,
      acknowledged: this.#acknowledged,
      doubtful: doubtful + this.#forgotten,
      unsent: this.#unsent,
      pending: states.length - doubtful,
      repeated: this.#repeated,
      violations: this.#violations,
    };
  }

  #remember(id: number, by: string): void {
    this.#done.set(id, by);
    const [oldest] = this.#done.keys();
    if (this.#done.size > REMEMBERED && oldest !== undefined) this.#done.delete(oldest);
    // Nothing comes back after so long.
    for (const [waiting, isDoubtful] of this.#waiting) {
      if (waiting >= id - REMEMBERED) break;
      if (!isDoubtful) continue;
      this.#waiting.delete(waiting);
      this.#forgotten++;
    }
  }
}
