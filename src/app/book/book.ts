/** The size at each price of one side. */
export type Side = ReadonlyMap<number, number>;

/** The order book after the change with the number `seq`. */
export interface Book {
  readonly seq: number;
  readonly bids: Side;
  readonly asks: Side;
}

/** What `GET /feeds/book/snapshot` answers. */
export interface BookSnapshot {
  readonly seq: number;
  readonly bids: readonly (readonly [price: number, size: number])[];
  readonly asks: readonly (readonly [price: number, size: number])[];
}

/** One message of the server's `book` feed. */
export interface Change {
  /** Counts up from 1, in the snapshot too. */
  readonly seq: number;
  /** The size at the price is now this; 0 removes the price. */
  readonly value: { readonly side: 'bid' | 'ask'; readonly price: number; readonly size: number };
}

export function bookOf({ seq, bids, asks }: BookSnapshot): Book {
  return { seq, bids: new Map(bids), asks: new Map(asks) };
}

/** The book after the change. */
export function applied(book: Book, { seq, value }: Change): Book {
  const key = value.side === 'bid' ? 'bids' : 'asks';
  const side = new Map(book[key]);
  if (value.size === 0) side.delete(value.price);
  else side.set(value.price, value.size);
  return { ...book, seq, [key]: side };
}
