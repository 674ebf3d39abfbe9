import type { SchedulerLike, Subscription } from 'rxjs';
import { isPushError } from '../../vocabulary/is-push-error';
import type { PushError } from '../../vocabulary/push-error';
import type { WebSocketLike, WebSocketPayload } from '../../platform/websocket-like';
import type { Unsent } from '../../route/duplex-route';
import type { QueueOptions } from './websocket-options';
import { encoded } from './encode-json';
import { webSocketFailure } from './websocket-failure';
import { shorten } from '../../platform/shorten';
import { MAX_HELD, sizeOf } from '../../platform/size-of';

export interface SendQueueConfig<Out> {
  readonly encode: (value: Out) => WebSocketPayload;
  readonly max: number;
  readonly overflow: NonNullable<QueueOptions['overflow']>;
  readonly clock: SchedulerLike;
  /** Ends the stream. */
  readonly fail: (error: PushError) => void;
}

/**
 * With this many bytes in the socket's own buffer, messages wait in the queue. There they are counted and outlive the
 * socket.
 */
const HIGH_WATER_MARK = 1024 * 1024;
/**
 * No event reports that the buffer of a socket has room again. While messages wait, it is checked this often, in
 * milliseconds.
 */
const POLL = 10;
const OPEN = 1;

interface Waiting<Out> {
  readonly value: Out;
  readonly payload: WebSocketPayload;
  readonly size: number;
}

/**
 * The messages that one subscription sends, in order, over one socket after another. A message leaves the queue when a
 * socket takes it. It is never sent over a second socket, because the first one may have delivered it.
 */
export class SendQueue<Out> {
  readonly #config: SendQueueConfig<Out>;
  #waiting: (Waiting<Out> | undefined)[] = [];
  /** Where the queue starts in `#waiting`. Messages that were sent are removed in batches, not one by one. */
  #head = 0;
  /** Characters and bytes of the waiting messages. */
  #held = 0;
  #socket: WebSocketLike | undefined;
  #timer: Subscription | undefined;
  #rejected: Out[] = [];
  #dropped = 0;
  #bytes = 0;
  /** True once no more values are accepted. */
  closed = false;

  constructor(config: SendQueueConfig<Out>) {
    this.#config = config;
  }

  /** Sends a value, or queues it until the socket can take it. */
  push(value: Out): void {
    if (this.closed) return;
    const payload = this.#encoded(value);
    if (payload === undefined) return;
    const { max, overflow } = this.#config;
    const size = sizeOf(payload);
    for (let limit = this.#exceeded(size); limit !== undefined; limit = this.#exceeded(size)) {
      if (overflow === 'error') {
        this.#rejected.push(value);
        this.#fail(webSocketFailure('overflow', `more than ${limit} wait to be sent`));
        return;
      }
      this.#dropped++;
      if (overflow === 'drop-newest' || max === 0) return;
      this.#shift();
    }
    this.#waiting.push({ value, payload, size });
    this.#held += size;
    if (this.#size === 1) this.#drain();
  }

  /** Sends a value ahead of the queue. If the socket is not open, the value is dropped. */
  pushNow(value: Out): void {
    if (this.closed || this.#socket?.readyState !== OPEN) return;
    const payload = this.#encoded(value);
    if (payload !== undefined) this.#send(payload);
  }

  /** Whether a message would be sent at once: none waits, and the socket takes one. */
  get canSend(): boolean {
    return !this.closed && this.#size === 0 && this.#takesMore();
  }

  /** Sends an encoded message at once, or not at all. */
  sendNow(payload: WebSocketPayload): void {
    if (this.canSend) this.#send(payload);
  }

  /** How many bytes are not yet on the network. */
  get buffered(): number {
    return this.#held + (this.#socket?.bufferedAmount ?? 0);
  }

  /** Called when the socket is open: sends the messages that wait. */
  attach(socket: WebSocketLike): void {
    this.#socket = socket;
    this.#drain();
  }

  /**
   * Called when the socket is not used any more. The bytes in its buffer are still sent before the close frame. After a
   * loss with `silence` they are reported as unsent, because a silent peer probably does not receive them.
   */
  detach(lostTo?: unknown): void {
    if (isPushError(lostTo) && lostTo.code === 'silence') return this.abandon();
    this.#timer?.unsubscribe();
    this.#socket = undefined;
  }

  /** Called when the connection is lost: the bytes in the socket's buffer are never sent (WebSockets §3.1). */
  abandon(): void {
    this.#bytes += this.#socket?.bufferedAmount ?? 0;
    this.detach();
  }

  /** Closes the queue. Returns what was not sent, if anything. */
  close(): Unsent<Out> | undefined {
    this.detach();
    this.closed = true;
    const values = [
      ...this.#waiting.slice(this.#head).map((waiting) => (waiting as Waiting<Out>).value),
      ...this.#rejected,
    ];
    this.#waiting = [];
    this.#head = this.#held = 0;
    if (values.length === 0 && this.#dropped === 0 && this.#bytes === 0) return undefined;
    return { values, dropped: this.#dropped, bytes: this.#bytes };
  }

  /** The limit that one more message of this size exceeds; `undefined` if there is room. */
  #exceeded(size: number): string | undefined {
    const { max } = this.#config;
    // A message that can be sent at once does not wait, so it is sent even if `max` is 0.
    if (this.#size >= max && (this.#size > 0 || !this.#takesMore())) return `${max} messages`;
    return this.#size > 0 && this.#held + size > MAX_HELD ? `${MAX_HELD} bytes` : undefined;
  }

  get #size(): number {
    return this.#waiting.length - this.#head;
  }

  // A socket that is closing discards messages without an error.
  #takesMore(): boolean {
    const socket = this.#socket;
    // Not `<`: `bufferedAmount` may be missing in a custom socket. Then the buffer counts as not full.
    return socket?.readyState === OPEN && !(socket.bufferedAmount >= HIGH_WATER_MARK);
  }

  #drain(): void {
    this.#timer?.unsubscribe();
    while (this.#size > 0 && this.#takesMore() && this.#send((this.#waiting[this.#head] as Waiting<Out>).payload)) {
      this.#shift();
    }
    if (this.#size === 0 || this.#socket === undefined || this.closed) return;
    this.#timer = this.#config.clock.schedule(() => {
      this.#drain();
    }, POLL);
  }

  #shift(): void {
    this.#held -= this.#waiting[this.#head]?.size ?? 0;
    this.#waiting[this.#head++] = undefined;
    if (this.#head * 2 <= this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  #encoded(value: Out): WebSocketPayload | undefined {
    try {
      return encoded(this.#config.encode, value);
    } catch (error) {
      this.#rejected.push(value);
      this.#fail(error as PushError);
      return undefined;
    }
  }

  /** Returns false if the socket threw, which ends the stream. */
  #send(payload: WebSocketPayload): boolean {
    try {
      this.#socket?.send(payload);
      return true;
    } catch (cause) {
      this.#fail(webSocketFailure('unsupported', `the socket cannot send a message: ${shorten(cause)}`, cause));
      return false;
    }
  }

  #fail(error: PushError): void {
    this.closed = true;
    this.#config.fail(error);
  }
}
