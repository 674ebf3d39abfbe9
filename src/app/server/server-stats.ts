/** The part of `GET /control/stats` that is shown. */
export interface ServerStats {
  /** Connections whose response has not ended, by route, and `total`. */
  readonly live: Readonly<Record<string, number>>;
  /** All requests since the server started, by route, and `total`. */
  readonly requests: Readonly<Record<string, number>>;
  /** All messages since the server started. */
  readonly published: number;
  /** The names of the active faults. */
  readonly faults: readonly string[];
}
