import { defer, type ObservableInput, type Subscription } from 'rxjs';
import { PushError } from '../vocabulary/push-error';
import { toPushError } from '../vocabulary/to-push-error';
import type { Unsent } from '../route/duplex-route';

/** What sends over a route. */
export type WayOut<Out> = (value: Out) => void;

export interface SenderConfig<Out> {
  /** How many messages may wait. */
  readonly max: number;
  /** Sends over the routes that only receive. */
  readonly sendVia: ((value: Out) => ObservableInput<unknown>) | undefined;
  /** Told that a message may not have arrived; it is not sent again, since it may have. */
  readonly failed: (error: PushError) => void;
}

interface Letter<Out> {
  readonly value: Out;
  /** It is about the connection itself, and means nothing to the next one. */
  readonly control: boolean;
}

/** Sends in order over whatever route is live, and keeps what waits for one, up to a bound. */
export class Sender<Out> {
  readonly #config: SenderConfig<Out>;
  #waiting: Letter<Out>[] = [];
  #open = false;
  /** Ordinary messages may go. */
  #flowing = false;
  /** The way out of the live route; `undefined` where it only receives. */
  #way: WayOut<Out> | undefined;
  /** A request of `sendVia` is under way. */
  #busy = false;
  #request: Subscription | undefined;
  readonly #controls = new WeakSet<object>();
  readonly #controlTexts = new Set<unknown>();

  constructor(config: SenderConfig<Out>) {
    this.#config = config;
  }

  /** How many messages wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Sends now, or as soon as there is a way. Throws an `overflow` when too many wait already. Returns what takes it back. */
  send(value: Out): () => void {
    const { max } = this.#config;
    // Whatever goes out at once does not wait, so a bound of 0 lets it pass.
    if (this.#waiting.length >= max && !(this.#waiting.length === 0 && this.#canSend && this.#flowing)) {
      throw new PushError('overflow', `more than ${max} messages wait to be sent`, { transient: true });
    }
    const letter = { value, control: false };
    this.#waiting.push(letter);
    this.#drain();
    return () => {
      const place = this.#waiting.indexOf(letter);
      if (place >= 0) this.#waiting.splice(place, 1);
    };
  }

  /** Sends over the live route, ahead of what waits, or not at all. */
  control(value: Out): void {
    if (!this.#open) return;
    const ahead = this.#waiting.findIndex(({ control }) => !control);
    this.#waiting.splice(ahead < 0 ? this.#waiting.length : ahead, 0, { value, control: true });
    this.#drain();
  }

  /** A route is live: everything goes over it from now on, but what it has to know of the connection before `flow`. */
  use(way: WayOut<Out> | undefined): void {
    this.hold();
    this.#open = true;
    this.#flowing = false;
    this.#way = way;
    this.#controlTexts.clear();
  }

  /** The live route knows what it has to: what waits goes out. */
  flow(): void {
    this.#flowing = true;
    this.#drain();
  }

  /** No route is live. A request under way goes on by itself. */
  hold(): void {
    this.#open = false;
    this.#way = undefined;
    this.#waiting = this.#waiting.filter(({ control }) => !control);
  }

  /** A way out is closed and gives back what it has not sent, to go first over the next one. */
  takeBack(way: WayOut<Out>, unsent: Unsent<Out> | undefined): void {
    if (this.#way === way) this.hold();
    if (unsent === undefined) return;
    const { values, bytes, dropped } = unsent;
    if (bytes > 0 || dropped > 0) {
      const what = bytes > 0 ? `${bytes} bytes were on their way` : `the queue dropped ${dropped} messages`;
      this.#config.failed(new PushError('network', `${what} when the connection ended`, { transient: true }));
    }
    const letters = values.filter((value) => !this.#wasControl(value)).map((value) => ({ value, control: false }));
    this.#waiting.unshift(...letters);
    this.#drain();
  }

  /** Nothing is sent any more. Returns how many messages are left. */
  stop(): number {
    this.hold();
    this.#request?.unsubscribe();
    this.#request = undefined;
    this.#busy = false;
    return this.#waiting.splice(0).length;
  }

  get #canSend(): boolean {
    return this.#open && !this.#busy && (this.#way !== undefined || this.#config.sendVia !== undefined);
  }

  #drain(): void {
    while (this.#canSend) {
      const [letter] = this.#waiting;
      if (letter === undefined || (!this.#flowing && !letter.control)) return;
      this.#waiting.shift();
      if (this.#way === undefined) {
        this.#post(letter.value);
      } else {
        if (letter.control) this.#noteControl(letter.value);
        this.#way(letter.value);
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
      // What ends at once leaves the rest to the loop that it is part of: the stack stays flat.
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

  #wasControl(value: Out): boolean {
    return typeof value === 'object' && value !== null ? this.#controls.has(value) : this.#controlTexts.has(value);
  }
}
