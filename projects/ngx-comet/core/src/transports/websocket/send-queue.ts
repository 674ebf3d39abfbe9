import type { SchedulerLike, Subscription } from 'rxjs';
import { isPushError } from '../../vocabulary/is-push-error';
import type { PushError } from '../../vocabulary/push-error';
import type { WebSocketLike, WebSocketPayload } from '../../platform/websocket-like';
import type { Unsent } from '../../route/duplex-route';
import type { QueueOptions } from './websocket-options';
import { isPayload } from './encode-json';
import { webSocketFailure } from './websocket-failure';

export interface SendQueueConfig<Out> {
  readonly encode: (value: Out) => WebSocketPayload;
  readonly max: number;
  readonly overflow: NonNullable<QueueOptions['overflow']>;
  readonly clock: SchedulerLike;
  /** Ends the stream. */
  readonly fail: (error: PushError) => void;
}

/** Beyond this many bytes in the socket's own buffer, messages wait here, where they are counted and survive the socket. */
const HIGH_WATER_MARK = 1024 * 1024;
/** No event tells that the buffer of a socket went down, so it is looked at this often, in milliseconds, while messages wait. */
const POLL = 10;
const OPEN = 1;

interface Waiting<Out> {
  readonly value: Out;
  readonly payload: WebSocketPayload;
}

/**
 * What one subscription sends, in order, over however many sockets. A message leaves the queue when a socket takes it, and is
 * never given to a second one: nothing tells whether the first one delivered it.
 */
export class SendQueue<Out> {
  readonly #config: SendQueueConfig<Out>;
  #waiting: (Waiting<Out> | undefined)[] = [];
  /** Where the queue starts in `#waiting`; what was taken is cut off now and then, not at every message. */
  #head = 0;
  #socket: WebSocketLike | undefined;
  #timer: Subscription | undefined;
  #rejected: Out[] = [];
  #dropped = 0;
  #bytes = 0;
  /** True once nothing is taken any more. */
  closed = false;

  constructor(config: SendQueueConfig<Out>) {
    this.#config = config;
  }

  /** Sends a value now or as soon as possible. */
  push(value: Out): void {
    if (this.closed) return;
    const payload = this.#encoded(value);
    if (payload === undefined) return;
    const { max, overflow } = this.#config;
    // What can go at once does not wait, so a bound of 0 lets it pass.
    if (this.#size >= max && (this.#size > 0 || !this.#takesMore())) {
      if (overflow === 'error') {
        this.#rejected.push(value);
        this.#fail(webSocketFailure('overflow', `more than ${max} messages wait to be sent`));
        return;
      }
      this.#dropped++;
      if (overflow === 'drop-newest' || max === 0) return;
      this.#shift();
    }
    this.#waiting.push({ value, payload });
    if (this.#size === 1) this.#drain();
  }

  /** Sends a value ahead of the queue, over this very socket or not at all. */
  pushNow(value: Out): void {
    if (this.closed || this.#socket?.readyState !== OPEN) return;
    const payload = this.#encoded(value);
    if (payload !== undefined) this.#hand(payload);
  }

  /** The socket is open: what waits goes out. */
  attach(socket: WebSocketLike): void {
    this.#socket = socket;
    this.#drain();
  }

  /**
   * The socket is not to be used any more. What is in its buffer still leaves before the close frame, unless the connection was
   * lost to silence: who says nothing takes nothing either.
   */
  detach(lostTo?: unknown): void {
    if (isPushError(lostTo) && lostTo.code === 'silence') this.abandon();
    this.#timer?.unsubscribe();
    this.#socket = undefined;
  }

  /** The connection is gone, and with it what is in the buffer of the socket, which never falls again (WebSockets §3.1). */
  abandon(): void {
    this.#bytes += this.#socket?.bufferedAmount ?? 0;
    this.#socket = undefined;
    this.detach();
  }

  /** Ends it; returns what was not sent, if anything. */
  close(): Unsent<Out> | undefined {
    this.detach();
    this.closed = true;
    const values = [
      ...this.#waiting.slice(this.#head).map((waiting) => (waiting as Waiting<Out>).value),
      ...this.#rejected,
    ];
    this.#waiting = [];
    this.#head = 0;
    if (values.length === 0 && this.#dropped === 0 && this.#bytes === 0) return undefined;
    return { values, dropped: this.#dropped, bytes: this.#bytes };
  }

  get #size(): number {
    return this.#waiting.length - this.#head;
  }

  // A socket that is closing discards what it is given, and says nothing.
  #takesMore(): boolean {
    const socket = this.#socket;
    // Not `<`: a custom socket that does not count has no full buffer.
    return socket?.readyState === OPEN && !(socket.bufferedAmount >= HIGH_WATER_MARK);
  }

  #drain(): void {
    this.#timer?.unsubscribe();
    while (this.#size > 0 && this.#takesMore() && this.#hand((this.#waiting[this.#head] as Waiting<Out>).payload)) {
      this.#shift();
    }
    if (this.#size === 0 || this.#socket === undefined || this.closed) return;
    this.#timer = this.#config.clock.schedule(() => {
      this.#drain();
    }, POLL);
  }

  #shift(): void {
    this.#waiting[this.#head++] = undefined;
    if (this.#head * 2 <= this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  #encoded(value: Out): WebSocketPayload | undefined {
    let cause: unknown;
    try {
      const payload: unknown = this.#config.encode(value);
      if (isPayload(payload)) return payload;
      cause = new TypeError(`encode returned ${payload === null ? 'null' : typeof payload}`);
    } catch (thrown) {
      cause = thrown;
    }
    this.#rejected.push(value);
    this.#fail(webSocketFailure('unsupported', `a message cannot be encoded: ${String(cause)}`, cause));
    return undefined;
  }

  /** False where the socket refused it, which ends the stream. */
  #hand(payload: WebSocketPayload): boolean {
    try {
      this.#socket?.send(payload);
      return true;
    } catch (cause) {
      this.#fail(webSocketFailure('unsupported', `the socket cannot send a message: ${String(cause)}`, cause));
      return false;
    }
  }

  #fail(error: PushError): void {
    this.closed = true;
    this.#config.fail(error);
  }
}
