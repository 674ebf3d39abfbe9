import type { SchedulerLike, Subscription } from 'rxjs';
import { monotonicNow } from '../platform/monotonic-clock';
import { timeLimit } from '../platform/time-limit';
import { PushError, type PushErrorCode } from '../vocabulary/push-error';
import type { AttemptSink, Opening, RawData, ResponseHead } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import { changedError } from '../vocabulary/changed-error';
import { AttemptLifetime } from './attempt-lifetime';
import { requestBegan, requestEnded } from './open-requests';

declare const ngDevMode: object | boolean | undefined;

/** What an attempt reports to the session. */
export interface AttemptListener {
  opened(opening: Opening): void;
  /** The attempt continues over another connection. */
  reopened(opening: Opening): void;
  retryDelay(ms: number): void;
  comment(text: string): void;
  lost(error: PushError, attempt: SessionAttempt): void;
  done(attempt: SessionAttempt): void;
}

/** Where the messages of an attempt go. */
export interface AttemptReceiver {
  message(raw: RawData, event: string, id: string | undefined): boolean;
  value(data: unknown): boolean;
  reject(raw: RawData, error: PushError): void;
  setCursor(id: string): void;
  requests(url: string): void;
  chunk(): void;
  endAnswer(): void;
  dropHeld(): void;
}

/** The time limits of an attempt in milliseconds; 0 = none. */
export interface AttemptLimits {
  readonly connectTimeout: number;
  readonly idleTimeout: number;
}

/** How many bytes, or bursts of bytes, are dated in a second. A connection with more of them is not silent for long. */
const DATED = 8;
/** After a pause of the event loop, all that arrived meanwhile is read within this time, in milliseconds. */
const READ = 1_000;
/** How long after a pause of the event loop a live connection may be silent, in milliseconds. */
const SILENT = 2_000;

/**
 * One attempt of a session. It passes on what the transport reports until it is closed, and enforces the time limits.
 */
export class SessionAttempt extends AttemptLifetime implements AttemptSink {
  readonly startedAt: number;
  refused = false;
  readonly #listener: AttemptListener;
  readonly #receiver: AttemptReceiver;
  readonly #limits: AttemptLimits;
  readonly #clock: SchedulerLike;
  readonly #transport: TransportName;
  #timer: Subscription | undefined;
  #suspicion: Subscription | undefined;
  #lastActive: number;
  /** When one of the latest bytes arrived. Never the caller's clock: it is compared with events of the page. */
  #heardAt = monotonicNow();
  /** How many of the next bytes are dated. */
  #toDate = DATED;
  #open = false;
  #cursor: string | undefined;
  #url: string | undefined;
  #response: ResponseHead | undefined;

  constructor(
    listener: AttemptListener,
    receiver: AttemptReceiver,
    limits: AttemptLimits,
    clock: SchedulerLike,
    transport: TransportName,
  ) {
    super();
    this.#listener = listener;
    this.#receiver = receiver;
    this.#limits = limits;
    this.#clock = clock;
    this.#transport = transport;
    this.startedAt = this.#lastActive = clock.now();
    const { connectTimeout } = limits;
    this.#limit(connectTimeout, 'connect-timeout', `the connection did not open within ${connectTimeout} ms`);
  }

  /** The cursor that the request of the attempt carried. */
  get sent(): string | undefined {
    return this.#cursor;
  }

  /** The answer; `undefined` if there is none yet, or the transport shows none. */
  get response(): ResponseHead | undefined {
    return this.#response;
  }

  override close(reason?: PushError): void {
    this.#timer?.unsubscribe();
    this.#suspicion?.unsubscribe();
    if (typeof ngDevMode === 'undefined' || ngDevMode) requestEnded(this);
    this.#receiver.dropHeld();
    super.close(reason);
  }

  open(response?: ResponseHead, protocol?: string): void {
    if (this.closed || this.#open) return;
    this.#opened(response);
    this.#listener.opened({ cursor: this.#cursor, response, protocol });
  }

  reopen(opening: Opening): void {
    if (this.closed) return;
    this.#opened(opening.response);
    this.#listener.reopened(opening);
  }

  #opened(response: ResponseHead | undefined): void {
    const { idleTimeout } = this.#limits;
    this.#open = true;
    this.#response = response;
    this.active();
    this.#timer?.unsubscribe();
    this.#limit(idleTimeout, 'silence', `no byte arrived for ${idleTimeout} ms`);
  }

  active(): void {
    this.#receiver.chunk();
    // Called for every message. So the clock is read only where a limit needs it, and for some bytes of each second.
    if (this.#toDate > 0) this.#date();
    if (this.#limits.idleTimeout > 0) this.#lastActive = this.#clock.now();
  }

  /** Called once a second: the next bytes are dated again. */
  tick(): void {
    this.#toDate = DATED;
  }

  /**
   * Called when the event loop stood still and the connection may be dead. Calls `dead`, unless the connection brought
   * a byte since then or brings one within 2 s.
   */
  suspect(dead: (error: PushError) => void): void {
    const now = monotonicNow();
    // Chromium and Node read what arrived meanwhile before a late timer fires. An attempt that began since then is new.
    if (this.#heardAt > now - READ) return;
    this.tick();
    this.#suspicion?.unsubscribe();
    this.#suspicion = timeLimit(this.#clock, SILENT, () => {
      if (this.#heardAt >= now) return;
      const message = 'the machine may have slept, and no byte has arrived since then';
      dead(this.#error('silence', message));
    });
  }

  #date(): void {
    this.#toDate--;
    this.#heardAt = monotonicNow();
  }

  message(raw: RawData, event: string, id: string | undefined): boolean {
    return !this.closed && this.#receiver.message(raw, event, id);
  }

  value(data: unknown): boolean {
    return !this.closed && this.#receiver.value(data);
  }

  reject(raw: RawData, error: PushError): void {
    if (!this.closed) this.#receiver.reject(raw, error);
  }

  cursor(id: string): void {
    if (!this.closed) this.#receiver.setCursor(id);
  }

  requests(url: string): void {
    if (this.closed) return;
    this.#url = url;
    if (typeof ngDevMode === 'undefined' || ngDevMode) requestBegan(this, url);
    this.#receiver.requests(url);
  }

  sentCursor(cursor: string): void {
    this.#cursor = cursor;
  }

  comment(text: string): void {
    if (!this.closed) this.#listener.comment(text);
  }

  retryDelay(ms: number): void {
    if (!this.closed) this.#listener.retryDelay(ms);
  }

  lost(given: PushError): void {
    if (this.closed) return;
    const error = this.#naming(given);
    this.close(error);
    this.#listener.lost(error, this);
  }

  done(): void {
    if (this.closed) return;
    this.#receiver.endAnswer();
    // A message that was held may have made the subscriber unsubscribe.
    if (this.closed) return;
    this.close();
    this.#listener.done(this);
  }

  /** One timer compares time stamps. Otherwise every chunk of a busy connection would start a new timer. */
  #limit(ms: number, code: PushErrorCode, message: string): void {
    if (ms === 0) return;
    const clock = this.#clock;
    const check = (): void => {
      const left = this.#lastActive + ms - clock.now();
      if (left > 0) this.#timer = timeLimit(clock, left, check);
      else if (!this.refused) this.lost(this.#error(code, message));
    };
    this.#timer = timeLimit(clock, ms, check);
  }

  #error(code: PushErrorCode, message: string): PushError {
    return new PushError(code, message, { transient: true, transport: this.#transport, url: this.#url });
  }

  /** The error with the URL of the attempt. An error of the caller, which names no transport, is not changed. */
  #naming(error: PushError): PushError {
    const { url, transport } = error;
    const named = url !== undefined || transport === undefined || this.#url === undefined;
    return named ? error : changedError(error, { url: this.#url });
  }
}
