const SYMBOLS = ['ALDER', 'BIRCH', 'CEDAR', 'MAPLE', 'ROWAN'] as const;

/** A message of the ticker: the price of one of a few symbols, in turn. */
export interface Tick {
  readonly symbol: string;
  /** Two decimals. */
  readonly price: number;
  /** The difference from the previous price, two decimals. */
  readonly change: number;
}

/** The tick of this number. The same number returns the same tick, so a test knows what a page must show. */
export function tick(count: number): Tick {
  const which = count % SYMBOLS.length;
  const round = Math.floor(count / SYMBOLS.length);
  const price = priceAt(which, round);
  return {
    symbol: SYMBOLS[which] ?? SYMBOLS[0],
    price,
    change: cents(round === 0 ? 0 : price - priceAt(which, round - 1)),
  };
}

// Two waves of different length: the price does not visibly repeat, and stays within a fixed range.
function priceAt(which: number, round: number): number {
  return cents(100 + 20 * which + 8 * Math.sin(round / 9 + which) + 3 * Math.sin(round / 1.7 + 2 * which));
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
