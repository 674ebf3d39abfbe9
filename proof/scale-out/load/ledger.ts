/** What became of a range of numbers, of one subscriber or of many together. */
export interface Count {
  /** Messages that were due. */
  due: number;
  delivered: number;
  /** Not delivered, and the subscriber was told that messages are missing. */
  told: number;
  /** Not delivered, and the subscriber was not told. */
  lost: number;
}

const RECEIVED = 1;
const TOLD = 2;

/**
 * What one subscriber has received of messages that are numbered 1, 2, 3, …, and what it was told to be missing. It
 * keeps every number, so it does not depend on the subscriber noticing anything.
 */
export class Ledger {
  #states = new Uint8Array(256);
  #last = 0;
  repeated = 0;
  /** Messages that came after a later one. */
  late = 0;

  /** The highest number received, 0 at first. */
  get last(): number {
    return this.#last;
  }

  receive(number: number): void {
    if (this.#state(number) & RECEIVED) this.repeated++;
    else if (number < this.#last) this.late++;
    this.#set(number, RECEIVED);
    this.#last = Math.max(this.#last, number);
  }

  /** The subscriber was told that messages between these two are missing. */
  tellBetween(one: number, two: number): void {
    for (let number = one + 1; number < two; number++) this.#set(number, TOLD);
  }

  count(from: number, to: number): Count {
    const count = noneOf();
    for (let number = from; number <= to; number++) {
      const state = this.#state(number);
      count.due++;
      if (state & RECEIVED) count.delivered++;
      else if (state & TOLD) count.told++;
      else count.lost++;
    }
    return count;
  }

  #state(number: number): number {
    return this.#states[number] ?? 0;
  }

  #set(number: number, flag: number): void {
    if (number >= this.#states.length) {
      const larger = new Uint8Array(Math.max(number + 1, this.#states.length * 2));
      larger.set(this.#states);
      this.#states = larger;
    }
    this.#states[number] = this.#state(number) | flag;
  }
}

export const noneOf = (): Count => ({ due: 0, delivered: 0, told: 0, lost: 0 });

export function add(sum: Count, { due, delivered, told, lost }: Count): Count {
  return {
    due: sum.due + due,
    delivered: sum.delivered + delivered,
    told: sum.told + told,
    lost: sum.lost + lost,
  };
}
