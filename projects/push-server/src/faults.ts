import { covers, type LiveConnection, type LiveConnections, type Scope } from './live-connections.ts';

/** A fault that lasts `ms` milliseconds; without `ms`, until {@link Faults.reset}. */
export interface Lasting extends Scope {
  readonly ms?: number | undefined;
}

type Armed = Scope &
  (
    | { readonly kind: 'refuse' | 'html' | 'silence' | 'buffer' }
    | { readonly kind: 'delay'; readonly by: number }
    | { readonly kind: 'unavailable'; readonly retryAfter: string | undefined }
    | { readonly kind: 'status'; readonly code: number; readonly location: string | undefined }
    | { readonly kind: 'garbage'; readonly left: Map<string, number>; readonly count: number }
  );
type Kind = Armed['kind'];

/** Deliberate faults: once (`drop`, `close`), for a while, or for the next messages (`garbage`). */
export class Faults {
  readonly #connections: LiveConnections;
  readonly #armed = new Map<Armed, NodeJS.Timeout | undefined>();

  constructor(connections: LiveConnections) {
    this.#connections = connections;
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
    this.#arm({ kind: 'unavailable', retryAfter: retryAfter?.toString(), ...scope }, ms);
  }

  /** Answers with this status, 200 to 599, and `Location` if given. */
  status(options: Lasting & { readonly code: number; readonly location?: string | undefined }): void {
    const { ms, code, location, ...scope } = options;
    if (!Number.isInteger(code) || code < 200 || code > 599)
      throw new TypeError(`code: expected 200 to 599, got ${code}`);
    this.#arm({ kind: 'status', code, location, ...scope }, ms);
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
    if (!Number.isInteger(count) || count < 1)
      throw new TypeError(`count: expected a whole number from 1, got ${count}`);
    this.#arm({ kind: 'garbage', left: new Map(), count, ...scope }, undefined);
  }

  /** Ends all faults. */
  reset(): void {
    for (const timer of this.#armed.values()) clearTimeout(timer);
    this.#armed.clear();
    this.#settleAll();
  }

  /** The fault of this kind that was set last for this place. */
  find<K extends Kind>(kind: K, place: Scope): Extract<Armed, { readonly kind: K }> | undefined {
    const matches = (fault: Armed): fault is Extract<Armed, { readonly kind: K }> =>
      fault.kind === kind && covers(fault, place);
    return [...this.#armed.keys()].reverse().find(matches);
  }

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
  }
}

function checkedDuration(name: string, ms: number): number {
  if (!(ms >= 0 && ms < 2 ** 31)) throw new TypeError(`${name}: expected milliseconds from 0 to 2147483647, got ${ms}`);
  return ms;
}

// RFC 6455 §7.4: 1004 to 1006 and 1015 are never sent.
function isSendable(code: number): boolean {
  return (
    Number.isInteger(code) &&
    ((code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006)) || (code >= 3000 && code <= 4999))
  );
}
