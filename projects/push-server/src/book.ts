import type { FastifyInstance } from 'fastify';
import type { Hub } from './hub.ts';

/** The feed of the changes. */
const BOOK = 'book';
/** The prices on each side. */
const LEVELS = 6;

/** The size at one price of the book; 0 removes the price. */
export interface BookChange {
  readonly side: 'bid' | 'ask';
  readonly price: number;
  readonly size: number;
}

/** The size at each price, the best price first, after the change with the number `seq`. */
interface BookSnapshot {
  readonly seq: number;
  readonly bids: readonly (readonly [price: number, size: number])[];
  readonly asks: readonly (readonly [price: number, size: number])[];
}

/** An order book that changes by itself: its changes are a feed, and its whole state is a snapshot. */
export class Book {
  readonly #hub: Hub;
  readonly #every: number;
  readonly #sizes = { bid: new Map<number, number>(), ask: new Map<number, number>() };
  #count = 0;
  #last: { readonly epoch: string; readonly seq: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `every`: milliseconds between two changes, 0 = none. */
  constructor(hub: Hub, every: number) {
    this.#hub = hub;
    this.#every = every;
  }

  /** The number is the one of the last change, and 0 after the server has forgotten everything. */
  get snapshot(): BookSnapshot {
    const { epoch } = this.#hub.feed(BOOK);
    const { bid, ask } = this.#sizes;
    return {
      seq: this.#last?.epoch === epoch ? this.#last.seq : 0,
      bids: [...bid].sort(([a], [b]) => b - a),
      asks: [...ask].sort(([a], [b]) => a - b),
    };
  }

  start(): void {
    if (this.#every === 0 || this.#timer) return;
    while (this.#count < 2 * LEVELS) this.next();
    this.#timer = setInterval(() => this.next(), this.#every);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Makes the next change and publishes it. */
  next(): void {
    const { side, price, size } = bookChange(this.#count++);
    if (size === 0) this.#sizes[side].delete(price);
    else this.#sizes[side].set(price, size);
    const { seq } = this.#hub.publish(BOOK, { side, price, size });
    this.#last = { epoch: this.#hub.feed(BOOK).epoch, seq };
  }
}

/** The change of this number. The same number returns the same change. */
export function bookChange(count: number): BookChange {
  const level = Math.floor(count / 2) % LEVELS;
  const away = (level + 1) / 20;
  const full = count < 2 * LEVELS;
  // A wave, and now and then a price with nothing left.
  const size = !full && count % 11 === 0 ? 0 : Math.round(60 + 12 * level + 45 * Math.sin(count / 4 + level));
  return count % 2 === 0
    ? { side: 'bid', price: cents(100 - away), size }
    : { side: 'ask', price: cents(100 + away), size };
}

/** `GET /feeds/book/snapshot`. Read anew for every request: it must not be older than the feed. */
export function serveBook(app: FastifyInstance, book: Book): void {
  app.get(`/feeds/${BOOK}/snapshot`, (_, reply) => reply.header('cache-control', 'no-store').send(book.snapshot));
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
