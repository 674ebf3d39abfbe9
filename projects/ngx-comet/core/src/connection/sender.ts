import { defer, type ObservableInput, type Subscription } from 'rxjs';
import { PushError } from '../vocabulary/push-error';
import { toPushError } from '../vocabulary/to-push-error';
import type { Unsent } from '../route/duplex-route';
import { MAX_HELD, sizeOf } from '../platform/size-of';

/** Sends one message over a route. */
export type WayOut<Out> = (value: Out) => void;

export interface SenderConfig<Out> {
  /** How many messages may wait. */
  readonly max: number;
  /** Sends over the routes that only receive. */
  readonly sendVia: ((value: Out) => ObservableInput<unknown>) | undefined;
  /** Whether the live route has enough for now. `resume` is called when it takes more. By default it never has. */
  readonly blocked?: () => boolean;
  /** Called when a message may not have arrived. It is not sent again, because it may have arrived. */
  readonly failed: (error: PushError) => void;
}

interface QueuedMessage<Out> {
  readonly value: Out;
  /** It is meant for this connection only, such as the subscription to a channel. */
  readonly control: boolean;
  readonly size: number;
}

/** Sends messages in order over the live route. Without one it keeps them, up to a bound. */
export class Sender<Out> {
  readonly #config: SenderConfig<Out>;
  #queue: (QueuedMessage<Out> | undefined)[] = [];
  /** Where the waiting messages start in `#queue`. Sent ones are cut off from time to time, not one by one. */
  #head = 0;
  /** Characters and bytes of the waiting messages. */
  #held = 0;
  #open = false;
  /** Ordinary messages may be sent, not only control messages. */
  #flowing = false;
  /** Sends over the live route; `undefined` if the route only receives. */
  #way: WayOut<Out> | undefined;
  /** A request of `sendVia` is under way. */
  #busy = false;
  #request: Subscription | undefined;
  readonly #controls = new WeakSet<object>();
  readonly #controlTexts = new Set<unknown>();
  /** The route has them, and they are not wanted any more. They are not taken back. */
  readonly #revoked = new WeakSet<object>();

  constructor(config: SenderConfig<Out>) {
    this.#config = config;
  }

  /** How many messages wait. */
  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  /**
   * Sends now, or as soon as a route can send. Throws an `overflow` when too many messages wait already. Returns a
   * function that removes the message while it waits.
   */
  send(value: Out): () => void {
    const { max } = this.#config;
    // A message that is sent at once does not wait, so a bound of 0 permits it.
    if (this.waiting >= max && !(this.waiting === 0 && this.#canSend && this.#flowing)) {
      throw new PushError('overflow', `more than ${max} messages wait to be sent`, { transient: true });
    }
    if (typeof value === 'object' && value !== null) this.#revoked.delete(value);
    const message = queued(value, false);
    if (this.waiting > 0 && this.#held + message.size > MAX_HELD) {
      throw new PushError('overflow', `more than ${MAX_HELD} bytes wait to be sent`, { transient: true });
    }
    this.#queue.push(message);
    this.#held += message.size;
    this.#drain();
    return () => {
      this.#revoke(message);
    };
  }

  #revoke(message: QueuedMessage<Out>): void {
    const { value, size } = message;
    const isObject = typeof value === 'object' && value !== null;
    let place = this.#queue.indexOf(message, this.#head);
    // A message that was taken back is the same object in the queue anew. Of texts, it could be another message.
    if (place < 0 && isObject) place = this.#queue.findIndex((waiting) => waiting?.value === value);
    if (place >= 0) {
      this.#queue.splice(place, 1);
      this.#held -= size;
    } else if (isObject) this.#revoked.add(value);
  }

  /** Whether this message waits. */
  holds(value: Out): boolean {
    return this.#queue.some((message) => message?.value === value);
  }

  /** Sends over the live route, ahead of the waiting messages, or not at all. */
  control(value: Out): void {
    if (!this.#open) return;
    let place = this.#head;
    while (this.#queue[place]?.control === true) place++;
    const message = queued(value, true);
    this.#queue.splice(place, 0, message);
    this.#held += message.size;
    this.#drain();
  }

  /** A route is live. Control messages are sent over it at once, all others after `flow`. */
  use(way: WayOut<Out> | undefined): void {
    this.hold();
    this.#open = true;
    this.#flowing = false;
    this.#way = way;
    this.#controlTexts.clear();
  }

  /** The live route got its control messages: the waiting messages are sent. */
  flow(): void {
    this.#flowing = true;
    this.#drain();
  }

  /** The live route takes more. */
  resume(): void {
    this.#drain();
  }

  /** No route is live. A request that has started continues. */
  hold(): void {
    this.#open = false;
    this.#way = undefined;
    this.#replace(this.#cut().filter(({ control }) => !control));
  }

  /**
   * A route was closed, by default the live one. Its unsent messages are the first ones over the next route.
   */
  takeBack(unsent: Unsent<Out> | undefined, way = this.#way): void {
    if (this.#way === way) this.hold();
    if (unsent === undefined) return;
    const { values, bytes, dropped } = unsent;
    if (bytes > 0 || dropped > 0) {
      const what = bytes > 0 ? `${bytes} bytes were on their way` : `the queue dropped ${dropped} messages`;
      this.#config.failed(new PushError('network', `${what} when the connection ended`, { transient: true }));
    }
    const wanted = values.filter((value) => !this.#wasControl(value) && !this.#wasRevoked(value));
    const messages = wanted.map((value) => queued(value, false));
    this.#replace([...messages, ...this.#cut()]);
    this.#drain();
  }

  /** Drops all messages. Returns how many waited. */
  stop(): number {
    this.hold();
    this.#request?.unsubscribe();
    this.#request = undefined;
    this.#busy = false;
    const { length } = this.#cut();
    this.#replace([]);
    return length;
  }

  get #canSend(): boolean {
    if (this.#config.blocked?.() === true) return false;
    return this.#open && !this.#busy && (this.#way !== undefined || this.#config.sendVia !== undefined);
  }

  /** Cuts off the sent messages. Returns the others, which become the queue. */
  #cut(): QueuedMessage<Out>[] {
    const rest = this.#queue.slice(this.#head) as QueuedMessage<Out>[];
    this.#head = 0;
    return rest;
  }

  #replace(queue: QueuedMessage<Out>[]): void {
    this.#queue = queue;
    this.#held = queue.reduce((held, { size }) => held + size, 0);
  }

  #drain(): void {
    while (this.#canSend) {
      const message = this.#queue[this.#head];
      if (message === undefined || (!this.#flowing && !message.control)) return;
      this.#queue[this.#head++] = undefined;
      this.#held -= message.size;
      if (this.#head * 2 > this.#queue.length) this.#queue = this.#cut();
      if (this.#way === undefined) {
        this.#post(message.value);
      } else {
        if (message.control) this.#noteControl(message.value);
        this.#way(message.value);
      }
    }
  }

  #post(value: Out): void {
    const { sendVia, failed } = this.#config;
    if (sendVia === undefined) return;
    this.#busy = true;
    let returned = false;
    const done = (): void => {
      this.#busy = false;
      this.#request = undefined;
      // If the request ended at once, the loop that called it sends the rest. So the stack stays flat.
      if (returned) this.#drain();
    };
    const request = defer(() => sendVia(value)).subscribe({
      error: (error: unknown) => {
        failed(toPushError(error));
        done();
      },
      complete: done,
    });
    returned = true;
    if (this.#busy) this.#request = request;
  }

  #noteControl(value: Out): void {
    if (typeof value === 'object' && value !== null) this.#controls.add(value);
    else this.#controlTexts.add(value);
  }

  #wasRevoked(value: Out): boolean {
    return typeof value === 'object' && value !== null && this.#revoked.has(value);
  }

  #wasControl(value: Out): boolean {
    return typeof value === 'object' && value !== null ? this.#controls.has(value) : this.#controlTexts.has(value);
  }
}

function queued<Out>(value: Out, control: boolean): QueuedMessage<Out> {
  return { value, control, size: sizeOf(value) };
}
