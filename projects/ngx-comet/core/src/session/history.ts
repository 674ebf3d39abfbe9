import type { RawData } from '../vocabulary/transport';

/** A message as it arrived, before decoding. A value of a source of values is compared as its JSON. */
export type Payload = RawData;

/** One remembered message. */
export interface Remembered {
  readonly id: string;
  /** `undefined` if it was dropped because the payloads together became too large. */
  readonly payload: Payload | undefined;
}

/** The most messages that are remembered. */
export const MAX_WINDOW = 1_000_000;
/** How much the payloads may hold together, in characters or bytes. A larger window may hold more. */
const LEAST_BUDGET = 1024 * 1024;
const BUDGET_PER_MESSAGE = 1024;
/** After how many chunks of the network it is checked whether texts must be copied. */
const CHUNKS = 16;

/**
 * Remembers the latest messages that have ids: a ring, because it is written for every message and read only after a
 * reconnection. The oldest payloads are dropped first when all together become too large.
 */
export class History {
  readonly #size: number;
  readonly #budget: number;
  #ids: string[] = [];
  #payloads: (Payload | undefined)[] = [];
  /** The place of the next message. */
  #at = 0;
  /** How many of the latest messages have their payload. */
  #whole = 0;
  /** How much these payloads hold. */
  #held = 0;
  /** How many messages were noted since texts were copied. They share the memory of the chunk that they arrived in. */
  #borrowed = 0;
  /** How many of them were noted before the last check. */
  #checked = 0;
  #chunks = 0;

  /** @param window how many messages it remembers; 0 = none. */
  constructor(window: number) {
    this.#size = Math.min(window, MAX_WINDOW);
    this.#budget = Math.max(LEAST_BUDGET, this.#size * BUDGET_PER_MESSAGE);
  }

  has(id: string): boolean {
    return this.#ids.includes(id);
  }

  note(id: string, payload: Payload): void {
    const size = this.#size;
    if (size === 0) return;
    const at = this.#at;
    if (this.#whole === size) this.#held -= (this.#payloads[at] as Payload).length;
    else this.#whole++;
    this.#ids[at] = id;
    this.#payloads[at] = payload;
    this.#held += payload.length;
    this.#borrowed++;
    this.#at = at + 1 === size ? 0 : at + 1;
    if (this.#held > this.#budget) this.#dropPayloads();
  }

  /**
   * A chunk of the network arrived. The remembered texts keep at most 32 chunks in memory. If the last 16 ones brought
   * more messages than are remembered, nothing older is left, so a dense feed copies nothing.
   */
  chunk(): void {
    if (++this.#chunks < CHUNKS) return;
    this.#chunks = 0;
    if (this.#borrowed > 0 && this.#borrowed - this.#checked < this.#size) this.#copy();
    this.#checked = this.#borrowed;
  }

  clear(): void {
    this.#ids = [];
    this.#payloads = [];
    this.#at = this.#whole = this.#held = this.#borrowed = this.#checked = 0;
  }

  /** The remembered messages, the oldest first. */
  entries(): Remembered[] {
    const count = this.#ids.length;
    return Array.from({ length: count }, (_, index) => this.#entry((this.#at + index) % count));
  }

  #entry(place: number): Remembered {
    return { id: this.#ids[place] as string, payload: this.#payloads[place] };
  }

  #dropPayloads(): void {
    while (this.#held > this.#budget) {
      const oldest = (this.#at - this.#whole + this.#size) % this.#size;
      this.#held -= (this.#payloads[oldest] as Payload).length;
      this.#payloads[oldest] = undefined;
      this.#whole--;
    }
  }

  /**
   * Copies the texts of the latest messages. A text is a part of the chunk that it arrived in, and keeps the whole chunk
   * in memory otherwise. Ids and payloads are copied apart, because an id outlives its payload.
   */
  #copy(): void {
    const count = Math.min(this.#borrowed, this.#ids.length);
    this.#borrowed = 0;
    const places = Array.from({ length: count }, (_, index) => (this.#at - count + index + this.#size) % this.#size);
    copyAt(this.#ids, places);
    copyAt(
      this.#payloads,
      places.filter((place) => typeof this.#payloads[place] === 'string'),
    );
  }
}

/** To copy texts one by one takes several times as long. */
function copyAt(texts: (Payload | undefined)[], places: readonly number[]): void {
  const all = places.map((place) => texts[place] as string).join('');
  let from = 0;
  for (const place of places) texts[place] = all.slice(from, (from += (texts[place] as string).length));
}
