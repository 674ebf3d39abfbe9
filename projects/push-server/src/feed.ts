/** One message of a feed, with its number and its JSON text. */
export interface FeedMessage {
  /** The cursor after this message: `<epoch>-<seq>`, unless a fault numbers the feed otherwise. */
  readonly id: string;
  /** Counts from 1, without gaps. */
  readonly seq: number;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
  /** What was published, as JSON holds it. */
  readonly value: unknown;
  /** `{ id, seq, at, value }`, serialized once for all connections. */
  readonly json: string;
  /** Its place in the feed, from 1. It never goes back, whatever ids and numbers do. */
  readonly offset: number;
}

/** Where a connection without a cursor begins: with the latest message, or with the next one. */
export type Beginning = 'latest' | 'next';

/** Chooses the id of a message. `own` is the one that the feed itself would give it. */
export type NameMessage = (feed: string, own: string) => string;

const CURSOR = /^(?:([\da-z]+)-)?(\d{1,15})$/;

/**
 * A numbered series of messages that keeps the last `capacity` ones, or as many of these as `capacityBytes` of JSON hold.
 *
 * Every id includes the epoch, which changes with a restart. Otherwise a client could resume from a number of before
 * the restart, and would not notice the lost messages. `renumber` plays a server that counts without an epoch.
 */
export class Feed {
  readonly name: string;
  readonly #capacity: number;
  readonly #capacityBytes: number;
  readonly #nameMessage: NameMessage;
  readonly #watchers = new Set<() => void>();
  #epoch: string;
  #bare = false;
  /** Ids were bare numbers once, so a bare number may be a cursor of that time. */
  #wasBare = false;
  #buffer: FeedMessage[] = [];
  /** Bytes of JSON in the buffer. */
  #bytes = 0;
  #record: FeedMessage[] | undefined;
  /** The ids that a fault gave. Each may stand for several messages, also for ones that are not kept any more. */
  readonly #given = new Set<string>();
  #last = 0;
  /** The offset of the last message that is not kept any more. */
  #forgotten = 0;
  /** The offset before the message of number 1. */
  #base = 0;

  constructor(
    name: string,
    epoch: string,
    capacity: number,
    nameMessage: NameMessage = (_, own) => own,
    capacityBytes = Infinity,
  ) {
    this.name = name;
    this.#epoch = epoch;
    this.#capacity = capacity;
    this.#nameMessage = nameMessage;
    this.#capacityBytes = capacityBytes;
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

  /** Whether nobody would notice if this feed were made anew. */
  get isUnused(): boolean {
    return this.#last === 0 && this.#watchers.size === 0 && this.#record === undefined && !this.#wasBare;
  }

  /** Adds a message. Throws a `TypeError` for a value that JSON cannot hold. */
  publish(value: unknown): FeedMessage {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`value: expected a JSON value, got ${typeof value}`);
    const offset = this.#last + 1;
    const seq = offset - this.#base;
    const own = this.#bare ? `${seq}` : `${this.#epoch}-${seq}`;
    const id = this.#nameMessage(this.name, own);
    if (id !== own) this.#given.add(id);
    const head = { id, seq, at: Date.now() };
    const json = `${JSON.stringify(head).slice(0, -1)},"value":${text}}`;
    // Parsed again when it is asked for: kept as objects, messages would need many times the memory of their text.
    const message: FeedMessage = {
      ...head,
      get value(): unknown {
        return JSON.parse(text) as unknown;
      },
      json,
      offset,
    };
    this.#last = offset;
    this.#record?.push(message);
    this.#buffer.push(message);
    this.#bytes += Buffer.byteLength(json);
    if (this.#buffer.length > this.#capacity) this.#forget(1);
    while (this.#bytes > this.#capacityBytes && this.#buffer.length > 1) this.#forget(1);
    for (const watcher of [...this.#watchers]) watcher();
    return message;
  }

  /** All messages from the first call on, also those that are no longer kept. The list grows: it is for tests. */
  record(): readonly FeedMessage[] {
    return (this.#record ??= []);
  }

  /**
   * The offset after which a connection with this cursor goes on. With a cursor of another epoch, or one that was never
   * issued, it begins at the oldest kept message: the numbers then show the client what it missed.
   */
  position(cursor: string | undefined, beginning: Beginning): number {
    if (cursor === undefined) return beginning === 'latest' && this.#buffer.length > 0 ? this.#last - 1 : this.#last;
    return this.#locate(cursor) ?? this.#forgotten;
  }

  /**
   * The response header `Last-Event-ID` for this cursor, as in Mercure, "Reconciliation": the cursor itself if all
   * messages after it follow, otherwise `earliest`. `undefined` if the feed cannot know, because an id stands for
   * several messages.
   */
  lastEventId(cursor: string): string | undefined {
    if (this.#bare || this.#given.has(cursor)) return undefined;
    if (this.#wasBare && /^\d+$/.test(cursor)) return undefined;
    const position = this.#locate(cursor);
    return position !== undefined && position >= this.#forgotten ? cursor : 'earliest';
  }

  /** All kept messages after this offset. */
  after(position: number): readonly FeedMessage[] {
    return this.#buffer.slice(Math.max(0, position - this.#forgotten));
  }

  /** The first kept message after this offset. */
  next(position: number): FeedMessage | undefined {
    return this.#buffer[Math.max(0, position - this.#forgotten)];
  }

  /** Calls `watcher` after every message, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Forgets all messages; the numbers continue. */
  trim(): void {
    this.#forget(this.#buffer.length);
  }

  /** Starts again from 1, like a server that has lost all messages. */
  restart(epoch: string): void {
    this.#epoch = epoch;
    this.#bare = false;
    this.#base = this.#last;
    this.trim();
  }

  /** Numbers begin again from 1, and ids are the bare numbers. The kept messages stay. */
  renumber(): void {
    this.#bare = this.#wasBare = true;
    this.#base = this.#last;
  }

  /** The offset of the newest message with this id, or of the number that the cursor contains. */
  #locate(cursor: string): number | undefined {
    const message = this.#buffer.filter(({ id }) => id === cursor).at(-1);
    if (message) return message.offset;
    const [, epoch = this.#epoch, seq] = CURSOR.exec(cursor) ?? [];
    const issued = epoch === this.#epoch && seq !== undefined && Number(seq) <= this.#last - this.#base;
    return issued ? this.#base + Number(seq) : undefined;
  }

  #forget(count: number): void {
    for (const { json } of this.#buffer.splice(0, count)) this.#bytes -= Buffer.byteLength(json);
    this.#forgotten = this.#last - this.#buffer.length;
  }
}
