import type { PushMessage } from 'ngx-comet/core';
import type { Dated, Place } from './tab-message';
import { sizeOf } from './size-of';

/** The most that a tail holds beside its bound in messages: characters of text and bytes of binary data. */
const MAX_HELD = 16 * 1024 * 1024;

/**
 * The last messages that a tab delivered. They are sent to tabs that missed some, and show whether a message is a
 * repeat.
 */
export class Tail<T> {
  readonly #size: number;
  /** The sizes of the messages, and their sum. */
  #sizes: number[] = [];
  #held = 0;
  #messages: Dated<T>[] = [];
  /** The ids of these messages. */
  #ids = new Set<string | undefined>();
  /** The id of the last message that had one. */
  last: string | undefined;
  /** The cursor after the last message; `undefined` if the server cleared it. */
  cursor: string | undefined;
  /** The id of the message before the first one here. */
  #origin: string | undefined;
  /** The messages up to this time were dropped, or never arrived here; 0 = none. */
  #droppedAt = 0;
  #at = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** The place of the last message, or where the tab began; `undefined` if it has not begun. */
  get place(): Place | undefined {
    return this.#at === 0 ? undefined : { id: this.last ?? this.#origin, at: this.#at };
  }

  /** The time for a message that arrives now. It is later than every time here, even if the clock was set back. */
  get now(): number {
    return Math.max(Date.now() * 1_000, this.#at + 1);
  }

  /** Another user: nothing is known any more. */
  clear(): void {
    this.#messages = [];
    this.#sizes = [];
    this.#ids.clear();
    this.#held = this.#droppedAt = this.#at = 0;
    this.last = this.cursor = this.#origin = undefined;
  }

  /** The time after which a tab begins that comes now. */
  get start(): number {
    return this.#at === 0 ? this.now - 1 : this.#at;
  }

  /** The tab gets what follows this place. It is as if it had got everything before. */
  begin({ id, at }: Place): void {
    if (this.#at !== 0) return;
    this.cursor = this.#origin = id;
    this.#at = this.#droppedAt = at;
  }

  add(dated: Dated<T>): void {
    const { id } = dated.message;
    this.cursor = id;
    if (id !== undefined) this.last = id;
    this.#at = Math.max(this.#at, dated.at);
    const size = this.#size === 0 ? 0 : sizeOf(dated.message);
    this.#messages.push(dated);
    this.#sizes.push(size);
    this.#held += size;
    this.#ids.add(id);
    // Not at every message: copying is slow.
    if (this.#messages.length >= 2 * this.#size || this.#held > MAX_HELD) this.#drop();
  }

  /** Drops the oldest messages: at most `size` are kept, and half of what a tail may hold. */
  #drop(): void {
    const { length } = this.#messages;
    let first = Math.max(0, length - this.#size);
    for (let at = 0; at < first; at++) this.#held -= this.#sizes[at] ?? 0;
    for (; first < length && this.#held > MAX_HELD / 2; first++) this.#held -= this.#sizes[first] ?? 0;
    const last = this.#messages[first - 1];
    if (last === undefined) return;
    this.#origin = last.message.id;
    this.#droppedAt = last.at;
    this.#messages = this.#messages.slice(first);
    this.#sizes = this.#sizes.slice(first);
    this.#ids = new Set(this.#messages.map(({ message }) => message.id));
  }

  /** Whether messages after this place were dropped, so that a tab at this place misses them. */
  lacks({ id, at }: Place): boolean {
    return at < this.#droppedAt && !(id !== undefined && (id === this.#origin || this.#ids.has(id)));
  }

  has(id: string | undefined): boolean {
    return id !== undefined && (id === this.last || this.#ids.has(id));
  }

  /**
   * Whether the message is here already. The id alone does not show it: a server may count anew, give several messages
   * one id, or send the states of one thing. But if only the id is kept, the id decides.
   */
  knows({ id, data }: PushMessage<T>): boolean {
    if (!this.has(id)) return false;
    const same = this.#messages.filter(({ message }) => message.id === id);
    return same.length === 0 || same.some(({ message }) => isSame(message.data, data));
  }

  /** Whether all messages after the one with this id are known. Without an id, the time decides. */
  continues(id: string | undefined): boolean {
    return id === undefined || id === this.#origin || this.has(id);
  }

  /**
   * Those of the ordered messages that follow the last known one. If none is known, all of them where they follow the last
   * one here (`exact`), otherwise those later than it. Two leaders may have dated the same message differently.
   */
  unknownOf(messages: readonly Dated<T>[], exact: boolean): readonly Dated<T>[] {
    let known = messages.length - 1;
    while (known >= 0 && !this.knows((messages[known] as Dated<T>).message)) known--;
    return known < 0 && !exact ? later(messages, this.#at) : messages.slice(known + 1);
  }

  /** Whether `after` finds the place by its id. */
  finds({ id }: Place): boolean {
    return id !== undefined && (id === this.#origin || this.#ids.has(id));
  }

  /** The messages after the one with this id, or after that time if no message has the id. */
  after({ id, at }: Place): readonly Dated<T>[] {
    const place = id === undefined ? -1 : this.#placeOf(id, at);
    if (place >= 0) return this.#messages.slice(place + 1);
    return id !== undefined && id === this.#origin ? this.#messages.slice() : later(this.#messages, at);
  }

  /** Of several messages with this id, the one of that time; otherwise the last one: tabs may have dated it apart. */
  #placeOf(id: string, at: number): number {
    let last = -1;
    for (const [place, dated] of this.#messages.entries()) {
      if (dated.message.id !== id) continue;
      last = place;
      if (dated.at === at) break;
    }
    return last;
  }

  /** The last `count` messages, or all if there are fewer. */
  latest(count: number): readonly Dated<T>[] {
    return count <= 0 ? [] : this.#messages.slice(-count);
  }
}

function later<T>(messages: readonly Dated<T>[], at: number): readonly Dated<T>[] {
  return messages.filter((dated) => dated.at > at);
}

/** Data that JSON cannot hold counts as the same: then the id decides. */
function isSame(one: unknown, other: unknown): boolean {
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    return true;
  }
}
