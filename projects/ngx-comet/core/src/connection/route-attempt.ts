import { AttemptLifetime } from '../session/attempt-lifetime';
import type { PushError } from '../vocabulary/push-error';
import type { AttemptSink, Opening, RawData, ResponseHead } from '../vocabulary/transport';
import { MAX_HELD, sizeOf } from '../platform/size-of';

/** What an attempt over one route reports to its connection. */
export interface RouteAttemptListener {
  /** How many messages the attempts passed on to the session. */
  passed: number;
  /** It opened. Whether bytes arrive is not known yet. */
  opened(attempt: RouteAttempt): void;
  /** Its first byte arrived. */
  delivered(attempt: RouteAttempt): void;
  /** More messages arrived than it can keep. The listener connects it to the session now, or closes it. */
  full(attempt: RouteAttempt): void;
  lost(attempt: RouteAttempt, error: PushError): void;
  done(attempt: RouteAttempt): void;
}

/** How many messages an attempt keeps while it is not connected to the session; at most `MAX_HELD` of them. */
const MAX_KEPT = 1_000;

/**
 * One attempt over one route, between the transport of the route and the session. While it is not connected to the
 * session, it keeps the messages that arrive, up to a bound. Otherwise they would be lost when it takes over.
 */
export class RouteAttempt extends AttemptLifetime implements AttemptSink {
  readonly place: number;
  /** When it opened, by the clock of its listener. */
  openedAt: number | undefined;
  readonly #listener: RouteAttemptListener;
  readonly #kept: (() => void)[] = [];
  #keptSize = 0;
  /** The cursor that its request carried. */
  #cursor: string | undefined;
  #response: ResponseHead | undefined;
  #url: string | undefined;
  #refused = false;
  #protocol: string | undefined;
  #target: AttemptSink | undefined;
  #open = false;
  #delivered = false;
  #takesOver = false;

  constructor(place: number, listener: RouteAttemptListener, target?: AttemptSink) {
    super();
    this.place = place;
    this.#listener = listener;
    this.#target = target;
  }

  override get closed(): boolean {
    return super.closed || this.#target?.closed === true;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Passes the kept messages, and then everything else, to an attempt of the session that another route began. */
  takeOver(target: AttemptSink): void {
    this.#target = target;
    this.#takesOver = true;
    if (this.#url !== undefined) target.requests(this.#url);
    if (this.#open) target.reopen(this.#opening);
    this.#keptSize = 0;
    for (const pass of this.#kept.splice(0)) pass();
  }

  override close(): void {
    this.#kept.length = this.#keptSize = 0;
    super.close();
  }

  open(response?: ResponseHead, protocol?: string): void {
    if (this.closed || this.#open) return;
    this.#open = true;
    this.#response = response;
    this.#protocol = protocol;
    if (this.#takesOver) this.#target?.reopen(this.#opening);
    else this.#target?.open(response, protocol);
    this.#listener.opened(this);
  }

  reopen(opening: Opening): void {
    if (this.closed) return;
    if (!this.#open) return this.open(opening.response, opening.protocol);
    if (this.#target !== undefined) this.#target.reopen(opening);
    else this.#keep((target) => target.reopen(opening));
  }

  get #opening(): Opening {
    return { cursor: this.#cursor, response: this.#response, protocol: this.#protocol };
  }

  active(): void {
    if (this.closed) return;
    this.#target?.active();
    this.#reportByte();
  }

  message(raw: RawData, event: string, id: string | undefined): boolean {
    return this.#passOrKeep((target) => target.message(raw, event, id), raw, event, id);
  }

  value(data: unknown): boolean {
    return this.#passOrKeep((target) => target.value(data), data);
  }

  reject(raw: RawData, error: PushError): void {
    this.#passOrKeep((target) => (target.reject(raw, error), false), raw);
  }

  cursor(id: string): void {
    if (this.closed) return;
    if (this.#target !== undefined) this.#target.cursor(id);
    else this.#keep((target) => target.cursor(id), id);
  }

  requests(url: string): void {
    this.#url = url;
    this.#target?.requests(url);
  }

  get refused(): boolean {
    return this.#refused;
  }

  set refused(refused: boolean) {
    this.#refused = refused;
    if (this.#target !== undefined) this.#target.refused = refused;
  }

  /** A comment is no message: one of a connection that is not in use is dropped. */
  comment(text: string): void {
    if (!this.closed) this.#target?.comment(text);
  }

  sentCursor(cursor: string): void {
    this.#cursor = cursor;
    this.#target?.sentCursor(cursor);
  }

  retryDelay(ms: number): void {
    this.#target?.retryDelay(ms);
  }

  lost(error: PushError): void {
    if (this.closed) return;
    this.close();
    this.#listener.lost(this, error);
  }

  done(): void {
    if (this.closed) return;
    this.close();
    this.#listener.done(this);
  }

  /** Reports the first byte, of a message or of anything else. */
  #reportByte(): void {
    if (this.#delivered) return;
    this.#delivered = true;
    this.#listener.delivered(this);
  }

  #passOrKeep(deliver: (target: AttemptSink) => boolean, ...what: readonly unknown[]): boolean {
    if (this.closed) return false;
    this.#reportByte();
    if (this.closed) return false;
    if (this.#target === undefined) return this.#keep(deliver, ...what);
    this.#listener.passed++;
    return deliver(this.#target);
  }

  #keep(deliver: (target: AttemptSink) => unknown, ...what: readonly unknown[]): boolean {
    const size = sizeOf(what);
    const { length } = this.#kept;
    if (length >= MAX_KEPT || (length > 0 && this.#keptSize + size > MAX_HELD)) {
      // Nothing is lost: the attempt is connected to the session now, or it is closed and another one requests the
      // messages after the cursor.
      this.#listener.full(this);
      if (this.closed) return false;
    }
    const pass = (): void => {
      if (this.#target === undefined || this.closed) return;
      this.#listener.passed++;
      deliver(this.#target);
    };
    if (this.#target === undefined) {
      this.#kept.push(pass);
      this.#keptSize += size;
    } else pass();
    return true;
  }
}
