/** One message of the server's `ticker` feed. */
export interface Quote {
  readonly id: string;
  /** Counts up from 1. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: {
    readonly symbol: string;
    readonly price: number;
    readonly change: number;
  };
}

/** The symbols of the feed, in the order of its messages. */
export const SYMBOLS = ['ALDER', 'BIRCH', 'CEDAR', 'MAPLE', 'ROWAN'] as const;
