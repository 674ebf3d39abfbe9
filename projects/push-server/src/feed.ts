/** One message of a feed, with its number and its JSON text. */
export interface FeedMessage {
  /** The cursor after this message: `<epoch>-<seq>`. */
  readonly id: string;
  /** Counts from 1, without gaps. */
  readonly seq: number;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
  readonly value: unknown;
  /** `{ id, seq, at, value }`, serialized once for all connections. */
  readonly json: string;
}

/** Where a connection without a cursor begins: with the latest message, or with the next one. */
export type Beginning = 'latest' | 'next';

const CURSOR = /^(?:([\da-z]+)-)?(\d{1,15})$/;

/**
 * A numbered series of messages that keeps the last `capacity` ones.
 *
 * Every id includes the epoch, which changes with a restart. Otherwise a client could resume from a number of before
 * the restart, and would not notice the lost messages.
 */
export class Feed {
  readonly name: string;
  readonly #capacity: number;
  readonly #watchers = new Set<() => void>();
  #epoch: string;
  #buffer: FeedMessage[] = [];
  #last = 0;

  constructor(name: string, epoch: string, capacity: number) {
    this.name = name;
    this.#epoch = epoch;
    this.#capacity = capacity;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** The newest kept message. */
  get latest(): FeedMessage | undefined {
    return this.#buffer.at(-1);
  }

  /** The current number of followers. */
  get followers(): number {
    return this.#watchers.size;
  }

  /** Adds a message. Throws a `TypeError` for a value that JSON cannot hold. */
  publish(value: unknown): FeedMessage {
    if (JSON.stringify(value) === undefined) throw new TypeError(`value: expected a JSON value, got ${typeof value}`);
    const body = { id: `${this.#epoch}-${this.#last + 1}`, seq: this.#last + 1, at: Date.now(), value };
    const message = { ...body, json: JSON.stringify(body) };
    this.#last = message.seq;
    this.#buffer.push(message);
    if (this.#buffer.length > this.#capacity) this.#buffer.shift();
    for (const watcher of [...this.#watchers]) watcher();
    return message;
  }

  /**
   * The number after which a connection with this cursor resumes. With a cursor of another epoch, or one that was never
   * issued, it begins at the oldest kept message: the numbers then show the client what it missed.
   */
  position(cursor: string | undefined, beginning: Beginning): number {
    if (cursor === undefined) return beginning === 'latest' && this.#buffer.length > 0 ? this.#last - 1 : this.#last;
    const [, epoch = this.#epoch, seq] = CURSOR.exec(cursor) ?? [];
    return epoch === this.#epoch && seq !== undefined && Number(seq) <= this.#last ? Number(seq) : 0;
  }

  /** All kept messages after this number. */
  after(position: number): readonly FeedMessage[] {
    const oldest = this.#buffer[0]?.seq ?? 0;
    return this.#buffer.slice(Math.max(0, position + 1 - oldest));
  }

  /** The first kept message after this number. */
  next(position: number): FeedMessage | undefined {
    const oldest = this.#buffer[0]?.seq ?? 0;
    return this.#buffer[Math.max(0, position + 1 - oldest)];
  }

  /** Calls `watcher` after every message, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Forgets all messages; the numbers continue. */
  trim(): void {
    this.#buffer = [];
  }

  /** Starts again from 1, like a server that has lost all messages. */
  restart(epoch: string): void {
    this.#epoch = epoch;
    this.#buffer = [];
    this.#last = 0;
  }
}
