/** The part of `GET /control/stats` that is shown. */
export interface ServerStats {
  /** Connections that are not answered to the end, by route, and `total`. */
  readonly live: Readonly<Record<string, number>>;
  /** Requests of all time, by route, and `total`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Messages of all time. */
  readonly published: number;
  /** The names of the faults that last. */
  readonly faults: readonly string[];
}
