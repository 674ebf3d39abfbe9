import { checkedCount, checkedDuration, checkedHeaderValue, checkedIds, isSendable } from './checks.ts';
import type { Beginning, NameMessage } from './feed.ts';
import { Refusal } from './refusal.ts';
import { Lifetimes, type Limit } from './lifetimes.ts';
import { covers, type LiveConnection, type LiveConnections, type Scope } from './live-connections.ts';

/** A fault that lasts `ms` milliseconds; without `ms`, until {@link Faults.reset}. */
export interface Lasting extends Scope {
  readonly ms?: number | undefined;
}

/** Which requests: all, or those that carry a cursor. */
export type Asker = 'all' | 'resuming';

/** Ends streams after a time, after a number of messages, or both. */
export interface Lifetime extends Lasting {
  /** Milliseconds after which a stream ends, 1 or more. */
  readonly every?: number | undefined;
  /** The number of messages after which a stream ends, 1 or more. */
  readonly count?: number | undefined;
}

type Bounds = Pick<Limit, 'every' | 'count'>;
type Armed = Scope &
  (
    | { readonly kind: 'refuse' | 'html' | 'silence' | 'buffer' }
    | { readonly kind: 'delay'; readonly by: number }
    | { readonly kind: 'unavailable'; readonly retryAfter: string | undefined }
    | { readonly kind: 'status'; readonly code: number; readonly location: string | undefined; readonly to: Asker }
    | { readonly kind: 'garbage'; readonly left: Map<string, number>; readonly count: number }
    | { readonly kind: 'ids'; readonly idOf: NameMessage }
    | { readonly kind: 'ignoreCursors'; readonly from: Beginning | 'earliest' }
    | { readonly kind: 'replay'; readonly count: number; readonly payloads: 'same' | 'changed' }
    | ({ readonly kind: 'rotate' } & Bounds)
    | ({ readonly kind: 'cut' } & Bounds)
  );
/** The names of the faults that last. */
export const KINDS = [
  'refuse',
  'delay',
  'unavailable',
  'status',
  'html',
  'silence',
  'buffer',
  'garbage',
  'ids',
  'ignoreCursors',
  'replay',
  'rotate',
  'cut',
] as const satisfies readonly Armed['kind'][];
type Kind = Armed['kind'];
type Fault<K extends Kind> = Extract<Armed, { readonly kind: K }>;

/** Deliberate faults: once (`drop`, `close`), for a while, or for the next messages (`garbage`). */
export class Faults {
  readonly #connections: LiveConnections;
  readonly #most: number;
  readonly #armed = new Map<Armed, NodeJS.Timeout | undefined>();
  /** The streams and WebSockets that {@link Faults.rotate} and {@link Faults.cut} end. */
  readonly lifetimes = new Lifetimes((connection) => this.#limitsOf(connection));

  constructor(connections: LiveConnections, most: number) {
    this.#connections = connections;
    this.#most = most;
    connections.changed = (connection) => this.#settle(connection);
  }

  /** The names of the active faults. */
  get active(): readonly Kind[] {
    return [...new Set([...this.#armed.keys()].map((fault) => fault.kind))];
  }

  /** Resets all live connections, or ends each as its protocol defines. Returns how many there were. */
  drop({ graceful = false, ...scope }: Scope & { readonly graceful?: boolean } = {}): number {
    const connections = this.#connections.within(scope);
    for (const connection of connections) {
      if (graceful) connection.finish();
      else connection.cut();
    }
    return connections.length;
  }

  /** Closes all WebSockets with this code; without one, the client sees 1005. Returns how many there were. */
  close(options: Scope & { readonly code?: number | undefined; readonly reason?: string | undefined } = {}): number {
    const { code, reason = '', ...scope } = options;
    if (code !== undefined && !isSendable(code))
      throw new TypeError(`code: expected a sendable close code, got ${code}`);
    if (Buffer.byteLength(reason) > 123) throw new TypeError(`reason: expected at most 123 bytes, got ${reason}`);
    const connections = this.#connections.within(scope).filter(({ close }) => close);
    for (const connection of connections) connection.close?.(code, reason);
    return connections.length;
  }

  /** Resets every connection that requests a feed, preflights too, without a response. */
  refuse({ ms, ...scope }: Lasting = {}): void {
    this.#arm({ kind: 'refuse', ...scope }, ms);
  }

  /** Delays every response by `ms`. The fault itself lasts `for` milliseconds. `ms: 0` ends an earlier delay. */
  delay({ ms, for: duration, ...scope }: Scope & { readonly ms: number; readonly for?: number | undefined }): void {
    this.#arm({ kind: 'delay', by: checkedDuration('ms', ms), ...scope }, duration);
  }

  /** Answers 503, with `Retry-After` if given: seconds or an HTTP date. */
  unavailable({
    ms,
    retryAfter,
    ...scope
  }: Lasting & { readonly retryAfter?: string | number | undefined } = {}): void {
    const value = retryAfter === undefined ? undefined : checkedHeaderValue('retryAfter', String(retryAfter));
    this.#arm({ kind: 'unavailable', retryAfter: value, ...scope }, ms);
  }

  /**
   * Answers with this status, 200 to 599, and `Location` if given. `to: 'resuming'` limits it to requests that carry a
   * cursor, as a server does that refuses a cursor which is too old (410), unknown (404, 412) or too long (414, 431).
   */
  status(
    options: Lasting & { readonly code: number; readonly location?: string | undefined; readonly to?: Asker },
  ): void {
    const { ms, code, location, to = 'all', ...scope } = options;
    if (!Number.isInteger(code) || code < 200 || code > 599)
      throw new TypeError(`code: expected 200 to 599, got ${code}`);
    if (location !== undefined) checkedHeaderValue('location', location);
    this.#arm({ kind: 'status', code, location, to, ...scope }, ms);
  }

  /** Answers with a web page, as a captive portal does. */
  html({ ms, ...scope }: Lasting = {}): void {
    this.#arm({ kind: 'html', ...scope }, ms);
  }

  /** Sends nothing: no heartbeats, no responses, no close frames. All of it is sent afterwards. */
  silence({ ms, ...scope }: Lasting = {}): void {
    this.#arm({ kind: 'silence', ...scope }, ms);
  }

  /** Holds back the body of streamed responses, as a buffering proxy does. It is sent at the end in one piece. */
  buffer({ ms, ...scope }: Lasting = {}): void {
    this.#arm({ kind: 'buffer', ...scope }, ms);
  }

  /** Breaks the JSON of the next message, or of the next `count`, of each transport. */
  garbage({ count = 1, ...scope }: Scope & { readonly count?: number } = {}): void {
    this.#arm({ kind: 'garbage', left: new Map(), count: checkedCount('count', count), ...scope }, undefined);
  }

  /**
   * Gives the next messages other ids. `list`: these, in turn and again from its beginning, so that an index can go back
   * (`['103', '104', '101']`) or stay (`['job-7']`). `share`: each group of that many messages has the id of its first
   * one, as the messages of one transaction. Ids belong to a feed, so `transport` has no effect.
   */
  ids(options: Lasting & ({ readonly list: readonly string[] } | { readonly share: number })): void {
    if ('list' in options) {
      const { ms, list, ...scope } = options;
      this.#arm({ kind: 'ids', idOf: inTurn(checkedIds('list', list)), ...scope }, ms);
    } else {
      const { ms, share, ...scope } = options;
      this.#arm({ kind: 'ids', idOf: inGroups(checkedCount('share', share)), ...scope }, ms);
    }
  }

  /** Begins as if the request had no cursor: with the latest message, with the next one, or with the oldest kept one. */
  ignoreCursors({ ms, from = 'latest', ...scope }: Lasting & { readonly from?: Beginning | 'earliest' } = {}): void {
    this.#arm({ kind: 'ignoreCursors', from, ...scope }, ms);
  }

  /**
   * Answers a cursor with the `count` messages before it too, as a server that delivers at least once. With `changed`
   * payloads these have a further property, `replayed: true`: a known id returns with another message.
   */
  replay(
    options: Lasting & { readonly count?: number | undefined; readonly payloads?: 'same' | 'changed' | undefined } = {},
  ): void {
    const { ms, count = 3, payloads = 'same', ...scope } = options;
    this.#arm({ kind: 'replay', count: checkedCount('count', count), payloads, ...scope }, ms);
  }

  /** Ends every stream and WebSocket as its protocol defines: after `every` milliseconds, or `count` messages. */
  rotate(options: Lifetime): void {
    this.#armLifetime('rotate', options);
  }

  /**
   * Closes every stream and WebSocket without the end of its protocol: after `every` milliseconds, or `count` messages.
   * What was sent before arrives.
   */
  cut(options: Lifetime): void {
    this.#armLifetime('cut', options);
  }

  /** Ends all faults, or those of one name. */
  reset(only?: Kind): void {
    for (const [fault, timer] of [...this.#armed]) {
      if (only !== undefined && fault.kind !== only) continue;
      clearTimeout(timer);
      this.#armed.delete(fault);
    }
    this.#settleAll();
  }

  /** The fault of this kind that was set last for this place, if `applies` does not exclude it. */
  find<K extends Kind>(
    kind: K,
    place: Scope,
    applies: (fault: Fault<K>) => boolean = () => true,
  ): Fault<K> | undefined {
    const matches = (fault: Armed): fault is Fault<K> => fault.kind === kind && covers(fault, place);
    return [...this.#armed.keys()].reverse().filter(matches).find(applies);
  }

  /** The id of a message: its own, or that of the fault `ids`. */
  readonly nameMessage: NameMessage = (feed, own) => this.find('ids', { feed })?.idOf(feed, own) ?? own;

  /** The JSON to send on this connection: cut in half if `garbage` is active. */
  garble(json: string, connection: LiveConnection): string {
    const fault = this.find('garbage', connection);
    if (!fault) return json;
    const { transport } = connection;
    const left = (fault.left.get(transport) ?? fault.count) - 1;
    fault.left.set(transport, left);
    if (left < 0) return json;
    // The fault was for this transport only, and has reached its count.
    if (left === 0 && fault.transport === transport) this.#disarm(fault);
    return json.slice(0, Math.ceil(json.length / 2));
  }

  #arm(fault: Armed, ms: number | undefined): void {
    if (this.#armed.size >= this.#most) throw new Refusal(429, `limits.faults: ${this.#most} are active`);
    const timer = ms === undefined ? undefined : setTimeout(() => this.#disarm(fault), checkedDuration('ms', ms));
    this.#armed.set(fault, timer);
    this.#settleAll();
  }

  #disarm(fault: Armed): void {
    clearTimeout(this.#armed.get(fault));
    this.#armed.delete(fault);
    this.#settleAll();
  }

  #settleAll(): void {
    for (const connection of this.#connections.within({})) this.#settle(connection);
  }

  #settle(connection: LiveConnection): void {
    const held = connection.streaming && this.find('buffer', connection) !== undefined;
    connection.muted = held || this.find('silence', connection) !== undefined;
    this.lifetimes.settle(connection);
  }

  #armLifetime(kind: 'rotate' | 'cut', { ms, every, count, ...scope }: Lifetime): void {
    if (every === undefined && count === undefined) throw new TypeError(`${kind}: expected every or count`);
    if (every !== undefined) checkedDuration('every', every, 1);
    if (count !== undefined) checkedCount('count', count);
    this.#arm({ kind, every, count, ...scope }, ms);
  }

  #limitsOf(connection: LiveConnection): readonly Limit[] {
    const [rotate, cut] = [this.find('rotate', connection), this.find('cut', connection)];
    return [
      ...(rotate ? [{ ...rotate, end: () => connection.finish() }] : []),
      ...(cut ? [{ ...cut, end: () => connection.breakOff() }] : []),
    ];
  }
}

/** The ids of a list, in turn for each feed. */
function inTurn(list: readonly string[]): NameMessage {
  const counts = new Map<string, number>();
  return (feed, own) => {
    const count = counts.get(feed) ?? 0;
    counts.set(feed, count + 1);
    return list[count % list.length] ?? own;
  };
}

/** One id for each `size` messages of a feed: that of the first. */
function inGroups(size: number): NameMessage {
  const groups = new Map<string, { readonly id: string; left: number }>();
  return (feed, own) => {
    const known = groups.get(feed);
    const group = known && known.left > 0 ? known : { id: own, left: size };
    group.left -= 1;
    groups.set(feed, group);
    return group.id;
  };
}
