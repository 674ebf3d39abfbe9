import type { Dated, Place } from './tab-message';

/**
 * The last messages that a tab delivered. They are sent to tabs that missed some, and show whether a message is a
 * repeat.
 */
export class Tail<T> {
  readonly #size: number;
  #messages: Dated<T>[] = [];
  /** The ids of these messages. */
  #ids = new Set<string | undefined>();
  /** The id of the last message that had one. */
  last: string | undefined;
  /** The cursor after the last message; `undefined` if the server cleared it. */
  cursor: string | undefined;
  #origin: string | undefined;
  #at = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** The place of the last message; `undefined` if there never was a message. */
  get place(): Place | undefined {
    return this.#at === 0 ? undefined : { id: this.last, at: this.#at };
  }

  /** The time for a message that arrives now. It is later than every time here, even if the clock was set back. */
  get now(): number {
    return Math.max(Date.now() * 1_000, this.#at + 1);
  }

  /** The first message here will follow the message with this id. */
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
    // Not at every message: copying is slow.
    if (this.#messages.length < 2 * this.#size) return;
    this.#messages = this.#messages.slice(-this.#size);
    this.#ids = new Set(this.#messages.map(({ message }) => message.id));
  }

  has(id: string | undefined): boolean {
    return id !== undefined && (id === this.last || this.#ids.has(id));
  }

  /** Whether all messages after the one with this id are known. Without an id, the time decides. */
  continues(id: string | undefined): boolean {
    return id === undefined || id === this.#origin || this.has(id);
  }

  /**
   * Those of the ordered messages that follow the last known one. If none is known, those later than the last one here.
   */
  unknownOf(messages: readonly Dated<T>[]): readonly Dated<T>[] {
    let known = messages.length - 1;
    while (known >= 0 && !this.has(messages[known]?.message.id)) known--;
    return known < 0 ? later(messages, this.#at) : messages.slice(known + 1);
  }

  /** The messages after the one with this id, or after that time if no message has the id. */
  after({ id, at }: Place): readonly Dated<T>[] {
    let place = id === undefined ? -1 : this.#messages.length - 1;
    while (place >= 0 && this.#messages[place]?.message.id !== id) place--;
    if (place >= 0) return this.#messages.slice(place + 1);
    return id !== undefined && id === this.#origin ? this.#messages.slice() : later(this.#messages, at);
  }

  /** The last `count` messages, or all if there are fewer. */
  latest(count: number): readonly Dated<T>[] {
    return count <= 0 ? [] : this.#messages.slice(-count);
  }
}

function later<T>(messages: readonly Dated<T>[], at: number): readonly Dated<T>[] {
  return messages.filter((dated) => dated.at > at);
}
