import { Feed, type FeedMessage } from './feed.ts';
import { tick } from './tick.ts';

/** The name of the feed that publishes by itself. */
export const TICKER = 'ticker';

/** How a {@link Hub} remembers and ticks. */
export interface HubOptions {
  /** How many messages each feed remembers, 1 or more; default 1000. */
  readonly buffer?: number | undefined;
  /** Milliseconds between two messages of the `ticker` feed; default 250, 0 = none. */
  readonly tickEvery?: number | undefined;
}

/** All feeds of a server, in memory, whatever protocol they are read by. */
export class Hub {
  readonly #capacity: number;
  readonly #tickEvery: number;
  readonly #feeds = new Map<string, Feed>();
  #epoch = newEpoch();
  #published = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ buffer = 1000, tickEvery = 250 }: HubOptions = {}) {
    if (!Number.isInteger(buffer) || buffer < 1)
      throw new TypeError(`buffer: expected a whole number from 1, got ${buffer}`);
    if (!(tickEvery >= 0)) throw new TypeError(`tickEvery: expected milliseconds from 0, got ${tickEvery}`);
    this.#capacity = buffer;
    this.#tickEvery = tickEvery;
  }

  /** How many messages were published in all. */
  get published(): number {
    return this.#published;
  }

  /** The feed of this name, made when first asked for. */
  feed(name: string): Feed {
    let feed = this.#feeds.get(name);
    if (!feed) this.#feeds.set(name, (feed = new Feed(name, this.#epoch, this.#capacity)));
    return feed;
  }

  /** Adds a message to a feed. Throws a `TypeError` for a value that JSON cannot hold. */
  publish(feed: string, value: unknown): FeedMessage {
    const message = this.feed(feed).publish(value);
    this.#published += 1;
    return message;
  }

  /** Forgets the remembered messages of one feed, or of all; the numbers go on. */
  trim(feed?: string): void {
    for (const each of this.#feeds.values()) if (feed === undefined || each.name === feed) each.trim();
  }

  /** Starts every feed over from 1 under a new epoch, as a server does that kept nothing. */
  forget(): void {
    this.#epoch = newEpoch();
    for (const feed of this.#feeds.values()) feed.restart(this.#epoch);
  }

  /** Lets the ticker tick. */
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
