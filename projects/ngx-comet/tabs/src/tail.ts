import type { Dated, Place } from './tab-message';

/** The last messages that a tab delivered, for tabs that missed some, and to know a repeat by. */
export class Tail<T> {
  readonly #size: number;
  #messages: Dated<T>[] = [];
  /** Theirs. */
  #ids = new Set<string | undefined>();
  /** The id of the last message that had one. */
  last: string | undefined;
  /** The cursor after the last message; none if the server took it back. */
  cursor: string | undefined;
  #origin: string | undefined;
  #at = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Up to where it goes; `undefined` if there never was a message. */
  get place(): Place | undefined {
    return this.#at === 0 ? undefined : { id: this.last, at: this.#at };
  }

  /** The time for a message that comes now: later than that of every other here, though the clock be set back. */
  get now(): number {
    return Math.max(Date.now() * 1_000, this.#at + 1);
  }

  /** What comes first will follow the message with this id. */
  begin(id: string | undefined): void {
    if (this.#at === 0) this.#origin = id;
  }

  add(dated: Dated<T>): void {
    const { id } = dated.message;
    this.cursor = id;
    if (id !== undefined) this.last = id;
    this.#at = Math.max(this.#at, dated.at);
    if (this.#size === 0) return;
    this.#messages.push(dated);
    this.#ids.add(id);
    // Cut off now and then, not at every message.
    if (this.#messages.length < 2 * this.#size) return;
    this.#messages = this.#messages.slice(-this.#size);
    this.#ids = new Set(this.#messages.map(({ message }) => message.id));
  }

  has(id: string | undefined): boolean {
    return id !== undefined && (id === this.last || this.#ids.has(id));
  }

  /** Whether it is known what came after the message with this id. */
  continues(id: string | undefined): boolean {
    return id === undefined || id === this.#origin || this.has(id);
  }

  /** Of messages in their order, those after the last one that is known, or after the last one here where none is. */
  unknownOf(messages: readonly Dated<T>[]): readonly Dated<T>[] {
    let known = messages.length - 1;
    while (known >= 0 && !this.has(messages[known]?.message.id)) known--;
    return known < 0 ? later(messages, this.#at) : messages.slice(known + 1);
  }

  /** What came after the message with this id, or after that time if there is none. */
  after({ id, at }: Place): readonly Dated<T>[] {
    let place = id === undefined ? -1 : this.#messages.length - 1;
    while (place >= 0 && this.#messages[place]?.message.id !== id) place--;
    if (place >= 0) return this.#messages.slice(place + 1);
    return id !== undefined && id === this.#origin ? this.#messages.slice() : later(this.#messages, at);
  }

  /** The last so many messages, or as many as there are. */
  latest(count: number): readonly Dated<T>[] {
    return count <= 0 ? [] : this.#messages.slice(-count);
  }
}

function later<T>(messages: readonly Dated<T>[], at: number): readonly Dated<T>[] {
  return messages.filter((dated) => dated.at > at);
}
