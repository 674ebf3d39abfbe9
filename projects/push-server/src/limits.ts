/** What one server takes at most. What is beyond is refused with a status, a close code or an error frame. */
export interface Limits {
  /** TCP connections, all ports together; default 2,000. Beyond: 503. */
  readonly sockets: number;
  /** Requests for feeds whose response has not ended, WebSockets too; default 1,000. Beyond: 503. */
  readonly connections: number;
  /** The same of one feed; default 500. Beyond: 503. */
  readonly connectionsPerFeed: number;
  /** Feeds; default 64. Beyond: 503. A feed that nobody uses and that never had a message makes room. */
  readonly feeds: number;
  /** Bytes of JSON that each feed keeps; default 8 MiB. Beyond: the oldest message is forgotten. */
  readonly feedBytes: number;
  /** Further feeds on one WebSocket; default 50. Beyond: an error frame. */
  readonly channels: number;
  /** Bytes of a body (413) and of a WebSocket message (close 1009); default 1 MiB. */
  readonly body: number;
  /** How deep the JSON of a message may be nested; default 100. Beyond: 400, or an error frame. */
  readonly depth: number;
  /** Bytes of the head of a request; default 16 KiB. Beyond: 431. */
  readonly head: number;
  /** Milliseconds in which the head of a request must arrive; default 10,000. Beyond: 408. */
  readonly headWithin: number;
  /** Milliseconds in which a whole request must arrive; default 30,000. Beyond: 408. */
  readonly requestWithin: number;
  /** Bytes that wait for one WebSocket that does not read its replies; default 4 MiB. Beyond: close 1013. */
  readonly replies: number;
  /** Bytes that wait for all clients together; default 64 MiB. Beyond: 503 for new requests. */
  readonly waiting: number;
  /** Milliseconds after which a client that has data waiting and reads none is disconnected; default 60,000. */
  readonly stalledAfter: number;
  /** Active faults; default 100. Beyond: 429. */
  readonly faults: number;
}

const DEFAULTS: Limits = {
  sockets: 2_000,
  connections: 1_000,
  connectionsPerFeed: 500,
  feeds: 64,
  feedBytes: 8_388_608,
  channels: 50,
  body: 1_048_576,
  depth: 100,
  head: 16_384,
  headWithin: 10_000,
  requestWithin: 30_000,
  replies: 4_194_304,
  waiting: 67_108_864,
  stalledAfter: 60_000,
  faults: 100,
};

/** The given limits, and the defaults of the others. Throws a `TypeError` for an unknown or a wrong one. */
export function checkedLimits(given: Readonly<Record<string, unknown>> = {}): Limits {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(DEFAULTS, name));
  if (unknown !== undefined)
    throw new TypeError(`limits: expected ${Object.keys(DEFAULTS).join(', ')}, got ${JSON.stringify(unknown)}`);
  const limits: Record<keyof Limits, number> = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS) as (keyof Limits)[]) {
    const value = given[name];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value >= 2 ** 31)
      throw new TypeError(
        `limits.${name}: expected a whole number from 1 to 2147483647, got ${JSON.stringify(value) ?? typeof value}`,
      );
    limits[name] = value;
  }
  return limits;
}
