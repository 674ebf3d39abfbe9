/** One message of the server's `ticker` feed. */
export interface Quote {
  readonly id: string;
  /** Counts from 1, one by one. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: {
    readonly symbol: string;
    readonly price: number;
    readonly change: number;
  };
}

/** What the feed quotes, in turn. */
export const SYMBOLS = ['ALDER', 'BIRCH', 'CEDAR', 'MAPLE', 'ROWAN'] as const;
