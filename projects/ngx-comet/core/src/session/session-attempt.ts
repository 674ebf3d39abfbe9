import type { SchedulerLike, Subscription } from 'rxjs';
import { PushError, type PushErrorCode } from '../vocabulary/push-error';
import type { AttemptSink, RawData } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';

/** What a line reports to the session. */
export interface AttemptListener {
  opened(line: SessionAttempt): void;
  reopened(resumed: boolean): void;
  retryDelay(ms: number): void;
  lost(line: SessionAttempt, error: PushError): void;
  done(line: SessionAttempt): void;
}

/** Where the messages of a line go. */
export interface AttemptReceiver {
  message(raw: RawData, event: string, id: string | undefined): boolean;
  value(data: unknown): boolean;
  commit(id: string): void;
}

/** The time limits of an attempt in milliseconds; 0 = none. */
export interface AttemptLimits {
  readonly connectTimeout: number;
  readonly idleTimeout: number;
}

/** One attempt, seen from the session: passes on what the transport reports until it is closed, and keeps its time limits. */
export class SessionAttempt implements AttemptSink {
  closed = false;
  readonly startedAt: number;
  readonly #abort = new AbortController();
  readonly #owner: AttemptListener;
  readonly #receiver: AttemptReceiver;
  readonly #limits: AttemptLimits;
  readonly #clock: SchedulerLike;
  readonly #transport: TransportName;
  #timer: Subscription | undefined;
  #lastActive: number;
  #open = false;
  #hangUp: (() => void) | undefined;

  constructor(
    owner: AttemptListener,
    receiver: AttemptReceiver,
    limits: AttemptLimits,
    clock: SchedulerLike,
    transport: TransportName,
  ) {
    this.#owner = owner;
    this.#receiver = receiver;
    this.#limits = limits;
    this.#clock = clock;
    this.#transport = transport;
    this.startedAt = this.#lastActive = clock.now();
    const { connectTimeout } = limits;
    this.#limit(connectTimeout, 'connect-timeout', `the connection did not open within ${connectTimeout} ms`);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Takes what hangs up; the transport may have ended the attempt before it could return it. */
  attach(hangUp: () => void): void {
    if (this.closed) hangUp();
    else this.#hangUp = hangUp;
  }

  /** Hangs up; `reason` is what the connection was lost to, if it was. */
  close(reason?: PushError): void {
    if (this.closed) return;
    this.closed = true;
    this.#timer?.unsubscribe();
    this.#abort.abort(reason);
    const hangUp = this.#hangUp;
    this.#hangUp = undefined;
    hangUp?.();
  }

  open(): void {
    if (this.closed || this.#open) return;
    this.#begin();
    this.#owner.opened(this);
  }

  reopen(resumed: boolean): void {
    if (this.closed) return;
    this.#begin();
    this.#owner.reopened(resumed);
  }

  #begin(): void {
    const { idleTimeout } = this.#limits;
    this.#open = true;
    this.active();
    this.#timer?.unsubscribe();
    this.#limit(idleTimeout, 'silence', `the connection carried not a byte for ${idleTimeout} ms`);
  }

  active(): void {
    // Asked for every message; the time is only of interest to the watch.
    if (this.#limits.idleTimeout > 0) this.#lastActive = this.#clock.now();
  }

  message(raw: RawData, event: string, id: string | undefined): boolean {
    return !this.closed && this.#receiver.message(raw, event, id);
  }

  value(data: unknown): boolean {
    return !this.closed && this.#receiver.value(data);
  }

  cursor(id: string): void {
    if (!this.closed) this.#receiver.commit(id);
  }

  retryDelay(ms: number): void {
    if (!this.closed) this.#owner.retryDelay(ms);
  }

  lost(error: PushError): void {
    if (this.closed) return;
    this.close(error);
    this.#owner.lost(this, error);
  }

  done(): void {
    if (this.closed) return;
    this.close();
    this.#owner.done(this);
  }

  /** One timer looks at a time stamp, so that a busy line does not pay for a timer per chunk. */
  #limit(ms: number, code: PushErrorCode, message: string): void {
    if (ms === 0) return;
    const clock = this.#clock;
    const look = (): void => {
      const left = this.#lastActive + ms - clock.now();
      if (left > 0) this.#timer = clock.schedule(look, left);
      else this.lost(new PushError(code, message, { transient: true, transport: this.#transport }));
    };
    this.#timer = clock.schedule(look, ms);
  }
}
