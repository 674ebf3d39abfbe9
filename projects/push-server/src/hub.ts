import { checkedDuration } from './checks.ts';
import { Feed, type FeedMessage, type NameMessage } from './feed.ts';
import { checkedLimits, type Limits } from './limits.ts';
import { Full } from './refusal.ts';
import { tick } from './tick.ts';

/** The name of the feed that publishes by itself. */
export const TICKER = 'ticker';

/** The options of a {@link Hub}. */
export interface HubOptions {
  /** How many messages each feed keeps, 1 or more; default 1000. */
  readonly buffer?: number | undefined;
  /** Milliseconds between two messages of the `ticker` feed; default 250, 0 = none. */
  readonly tickEvery?: number | undefined;
}

/** All feeds of a server, in memory, shared by all protocols. */
export class Hub {
  readonly #capacity: number;
  readonly #tickEvery: number;
  readonly #feeds = new Map<string, Feed>();
  readonly #limits: Limits;
  #epoch = newEpoch();
  #published = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Chooses the id of each message; by default it is the feed's own. */
  nameMessage: NameMessage = (_, own) => own;

  constructor({ buffer = 1000, tickEvery = 250 }: HubOptions = {}, limits = checkedLimits()) {
    if (!Number.isInteger(buffer) || buffer < 1)
      throw new TypeError(`buffer: expected a whole number from 1, got ${buffer}`);
    checkedDuration('tickEvery', tickEvery);
    this.#limits = limits;
    this.#capacity = buffer;
    this.#tickEvery = tickEvery;
  }

  /** How many messages were published in total. */
  get published(): number {
    return this.#published;
  }

  /** How many feeds there are. */
  get size(): number {
    return this.#feeds.size;
  }

  /** The feed of this name, created on first use. Throws a `Full` if there are too many. */
  feed(name: string): Feed {
    let feed = this.#feeds.get(name);
    if (!feed) {
      this.#makeRoom();
      feed = new Feed(
        name,
        this.#epoch,
        this.#capacity,
        (...message) => this.nameMessage(...message),
        this.#limits.feedBytes,
      );
      this.#feeds.set(name, feed);
    }
    return feed;
  }

  /** Adds a message to a feed. Throws a `TypeError` for a value that JSON cannot hold. */
  publish(feed: string, value: unknown): FeedMessage {
    const message = this.feed(feed).publish(value);
    this.#published += 1;
    return message;
  }

  /**
   * All messages of a feed from the first call on, in order. Unlike the buffer, the list is never shortened, so a test
   * can compare what arrived with what was published.
   */
  record(feed: string): readonly FeedMessage[] {
    return this.feed(feed).record();
  }

  /** Forgets the kept messages of one feed, or of all; the numbers continue. */
  trim(feed?: string): void {
    for (const each of this.#within(feed)) each.trim();
  }

  /**
   * The numbers of one feed, or of all, begin again from 1, and the ids are these numbers without the epoch: a known
   * id returns with another message, as after the restart of a server with a plain counter. `forget` also loses the
   * kept messages. The feeds never answer `Last-Event-ID` afterwards, until {@link Hub.forget}.
   */
  renumber({ feed, forget = false }: { readonly feed?: string | undefined; readonly forget?: boolean } = {}): void {
    for (const each of this.#within(feed)) {
      if (forget) each.trim();
      each.renumber();
    }
  }

  /** Starts every feed again from 1 in a new epoch, like a server that has lost all messages. */
  forget(): void {
    this.#epoch = newEpoch();
    for (const feed of this.#feeds.values()) feed.restart(this.#epoch);
  }

  #within(feed: string | undefined): readonly Feed[] {
    return feed === undefined ? [...this.#feeds.values()] : [this.feed(feed)];
  }

  #makeRoom(): void {
    const { feeds } = this.#limits;
    if (this.#feeds.size < feeds) return;
    for (const [name, feed] of this.#feeds) if (feed.isUnused) this.#feeds.delete(name);
    if (this.#feeds.size >= feeds) throw new Full('feeds', feeds);
  }

  /** Starts the ticker. */
  start(): void {
    if (this.#tickEvery === 0 || this.#timer) return;
    this.publish(TICKER, tick(0));
    let count = 1;
    this.#timer = setInterval(() => this.publish(TICKER, tick(count++)), this.#tickEvery);
  }

  /** Stops the ticker. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function newEpoch(): string {
  return Math.random().toString(36).slice(2, 8);
}
