import type { Attempt } from '../vocabulary/attempt';
import type { PushError } from '../vocabulary/push-error';
import type { AttemptSink, RawData } from '../vocabulary/transport';

/** What becomes of one wire of a connection. */
export interface RouteAttemptListener {
  /** How many messages the wires passed on to the session. */
  passed: number;
  /** It opened; whether it brings anything is not known yet. */
  opened(wire: RouteAttempt): void;
  /** It brought the first byte. */
  delivered(wire: RouteAttempt): void;
  /** It brought more than it can keep: it has to be connected to the session now, or it is given up. */
  full(wire: RouteAttempt): void;
  lost(wire: RouteAttempt, error: PushError): void;
  done(wire: RouteAttempt): void;
}

/** How many messages a wire keeps that is not connected to the session. */
const MOST_KEPT = 1_000;

/**
 * One attempt over one route, between the route's transport and the session. Where it is not connected to the session yet it
 * keeps what comes, up to a bound: a wire that takes over must not lose what it brought in the meantime.
 */
export class RouteAttempt implements AttemptSink {
  readonly place: number;
  readonly #owner: RouteAttemptListener;
  readonly #kept: (() => void)[] = [];
  readonly #abort = new AbortController();
  /** Its request asked for what comes after the cursor. */
  #resumes = false;
  #target: AttemptSink | undefined;
  #hangUp: (() => void) | undefined;
  #open = false;
  #delivered = false;
  #takesOver = false;
  #closed = false;

  constructor(place: number, owner: RouteAttemptListener, target?: AttemptSink) {
    this.place = place;
    this.#owner = owner;
    this.#target = target;
  }

  get closed(): boolean {
    return this.#closed || this.#target?.closed === true;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** The session's attempt over this wire; the cursor is read when it is sent, and who does not read it does not resume. */
  attemptOf(attempt: Attempt): Attempt {
    const read = (): string | undefined => {
      const { cursor } = attempt;
      this.#resumes = cursor !== undefined;
      return cursor;
    };
    return {
      attempt: attempt.attempt,
      get cursor() {
        return read();
      },
      error: attempt.error,
      signal: this.#abort.signal,
    };
  }

  /** Takes what hangs up; the transport may have ended the attempt before it could return it. */
  attach(hangUp: () => void): void {
    if (this.#closed) hangUp();
    else this.#hangUp = hangUp;
  }

  /** From now on everything goes to an attempt of the session that another wire began, what was kept first. */
  takeOver(target: AttemptSink): void {
    this.#target = target;
    this.#takesOver = true;
    if (this.#open) target.reopen(this.#resumes);
    for (const tell of this.#kept.splice(0)) tell();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#kept.length = 0;
    this.#abort.abort();
    const hangUp = this.#hangUp;
    this.#hangUp = undefined;
    hangUp?.();
  }

  open(): void {
    if (this.closed || this.#open) return;
    this.#open = true;
    if (this.#takesOver) this.#target?.reopen(this.#resumes);
    else this.#target?.open();
    this.#owner.opened(this);
  }

  reopen(): void {
    this.open();
  }

  active(): void {
    if (this.closed) return;
    this.#target?.active();
    this.#deliver();
  }

  message(raw: RawData, event: string, id: string | undefined): boolean {
    return this.#bring((target) => target.message(raw, event, id));
  }

  value(data: unknown): boolean {
    return this.#bring((target) => target.value(data));
  }

  cursor(id: string): void {
    if (this.closed) return;
    if (this.#target !== undefined) this.#target.cursor(id);
    else this.#keep((target) => target.cursor(id));
  }

  retryDelay(ms: number): void {
    this.#target?.retryDelay(ms);
  }

  lost(error: PushError): void {
    if (this.closed) return;
    this.close();
    this.#owner.lost(this, error);
  }

  done(): void {
    if (this.closed) return;
    this.close();
    this.#owner.done(this);
  }

  /** Called once, by the first byte, be it of a message or not. */
  #deliver(): void {
    if (this.#delivered) return;
    this.#delivered = true;
    this.#owner.delivered(this);
  }

  #bring(tell: (target: AttemptSink) => boolean): boolean {
    if (this.closed) return false;
    this.#deliver();
    if (this.closed) return false;
    if (this.#target === undefined) return this.#keep(tell);
    this.#owner.passed++;
    return tell(this.#target);
  }

  #keep(tell: (target: AttemptSink) => unknown): boolean {
    if (this.#kept.length >= MOST_KEPT) {
      // Lost it is not: the wire is connected to the session now, or closed, and another one asks from the cursor.
      this.#owner.full(this);
      if (this.closed) return false;
    }
    const pass = (): void => {
      if (this.#target === undefined || this.closed) return;
      this.#owner.passed++;
      tell(this.#target);
    };
    if (this.#target === undefined) this.#kept.push(pass);
    else pass();
    return true;
  }
}
