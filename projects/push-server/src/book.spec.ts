import { Book, bookChange, type BookChange } from './book.ts';
import { Hub } from './hub.ts';
import { cleanUp, read, serve } from './testing.ts';

interface Message {
  readonly seq: number;
  readonly value: BookChange;
}

describe('the book', () => {
  const hubs: Hub[] = [];

  function book(changes: number): { hub: Hub; book: Book } {
    const hub = new Hub();
    const made = new Book(hub, 0);
    for (let i = 0; i < changes; i++) made.next();
    hubs.push(hub);
    return { hub, book: made };
  }

  it('is the sum of its changes, the best price first', () => {
    const { hub, book: made } = book(100);
    const sides = { bid: new Map<number, number>(), ask: new Map<number, number>() };
    for (const { value } of hub.feed('book').after(0)) {
      const { side, price, size } = value as BookChange;
      if (size === 0) sides[side].delete(price);
      else sides[side].set(price, size);
    }
    const { seq, bids, asks } = made.snapshot;
    expect(seq).toBe(100);
    expect(new Map(bids)).toEqual(sides.bid);
    expect(new Map(asks)).toEqual(sides.ask);
    expect(bids.map(([price]) => price)).toEqual([...sides.bid.keys()].sort((a, b) => b - a));
    expect(asks.map(([price]) => price)).toEqual([...sides.ask.keys()].sort((a, b) => a - b));
    expect(bids.length).toBeGreaterThan(3);
  });

  it('has the numbers of its feed, also after the server has forgotten everything', () => {
    const { hub, book: made } = book(20);
    hub.forget();
    expect(made.snapshot.seq).toBe(0);
    made.next();
    expect(made.snapshot.seq).toBe(1);
    expect(hub.feed('book').latest?.seq).toBe(1);
  });

  it('removes prices now and then, and never publishes a negative size', () => {
    const sizes = Array.from({ length: 500 }, (_, count) => bookChange(count).size);
    expect(sizes).toContain(0);
    expect(Math.min(...sizes)).toBe(0);
    expect(sizes.slice(0, 12)).not.toContain(0);
  });
});

describe('a server with a ticker', () => {
  afterEach(cleanUp);

  it('has a snapshot of the book, and its changes as a feed', async () => {
    const { at } = await serve({ tickEvery: 5 });
    const response = await fetch(at('/feeds/book/snapshot'), { headers: { origin: 'http://other.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { seq } = (await response.json()) as { seq: number };
    expect(seq).toBeGreaterThanOrEqual(12);
    const reading = await read(at(`/feeds/book/http-stream?cursor=${seq}`));
    const text = await reading.until(/\n.*\n/);
    const [first, second] = text.split('\n').map((line) => JSON.parse(line || '{}') as Message);
    expect([first?.seq, second?.seq]).toEqual([seq + 1, seq + 2]);
    expect(first?.value).toEqual(bookChange(seq));
  });
});

describe('a server without a ticker', () => {
  afterEach(cleanUp);

  it('has an empty book', async () => {
    const { at } = await serve();
    expect(await (await fetch(at('/feeds/book/snapshot'))).json()).toEqual({ seq: 0, bids: [], asks: [] });
  });
});
