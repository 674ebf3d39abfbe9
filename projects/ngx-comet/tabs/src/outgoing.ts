import type { RelayedConnection } from 'ngx-comet/core';
import { anyName } from './any-name';
import { sizeOf } from './size-of';
import type { TabMessage } from './tab-message';

/** How many messages, and characters and bytes of them, the leader gets before it took some. */
const MOST = 1_000;
const MOST_HELD = 1024 * 1024;

interface Posted<Out> {
  readonly value: Out;
  readonly payload: unknown;
  readonly size: number;
}

/** What a follower needs to send. */
export interface OutgoingConfig<In, Out> {
  /** The name of the tab. */
  readonly name: () => string;
  readonly connection: Pick<RelayedConnection<In, Out>, 'encode' | 'resume' | 'takeBack'>;
  readonly post: (message: TabMessage<never>) => void;
  /** A message cannot be encoded. */
  readonly failed: (error: unknown) => void;
}

/**
 * The messages that a follower gave to the leader. The leader reports each one right before it sends it. So a message
 * without a report was not sent, and the next leader gets it. A message that was reported may have been sent.
 */
export class Outgoing<In, Out> {
  readonly #config: OutgoingConfig<In, Out>;
  /** Not taken by the leader yet, in order. */
  #posted: Posted<Out>[] = [];
  /** The sum of their sizes. */
  #held = 0;
  /** The sizes of those that the leader took, and that may not have left the browser. */
  #taken: number[] = [];
  /** How many the leader took in this term. */
  #count = 0;
  #term: string | undefined;
  /** The name under which the leader counts the messages. */
  #sender = anyName();
  #epoch = 0;
  #place = 0;
  #open = false;

  constructor(config: OutgoingConfig<In, Out>) {
    this.#config = config;
  }

  /** The leader has enough for now: messages wait in the sender, which counts them. */
  get full(): boolean {
    return this.#posted.length >= MOST || this.#held >= MOST_HELD;
  }

  /** Another tab leads. */
  begin(term: string): void {
    this.end();
    this.#term = term;
    this.#sender = anyName();
    this.#count = 0;
  }

  /** The leader can send. */
  open(epoch: number, place: number): void {
    this.#open = true;
    this.#epoch = epoch;
    this.#place = place;
  }

  /** The connection of the leader was lost. What it took is its business: it reports what it could not send. */
  close(): void {
    this.#taken = [];
    this.suspend();
  }

  /** The leader does not answer. */
  suspend(): void {
    this.#giveBack(0);
  }

  /** The leader is gone. Nobody can tell what became of the last messages that it took. */
  end(): void {
    const bytes = this.#taken.reduce((sum, size) => sum + size, 0);
    this.#taken = [];
    this.#giveBack(bytes);
    this.#term = undefined;
  }

  /** This tab leaves, or the user signed out. The leader may still take what it was given, and cannot report it here. */
  leave(): void {
    if (this.#open) {
      this.#taken.push(...this.#posted.map(({ size }) => Math.max(1, size)));
      this.#posted = [];
      this.#held = 0;
    }
    this.end();
  }

  readonly send = (value: Out): void => {
    let payload: unknown;
    try {
      payload = this.#config.connection.encode(value, this.#place);
    } catch (error) {
      return this.#config.failed(error);
    }
    const posted = { value, payload, size: sizeOf(payload) };
    this.#posted.push(posted);
    this.#held += posted.size;
    this.#post(posted, this.#count + this.#posted.length);
  };

  taken(sender: string, number: number): void {
    if (sender !== this.#sender || number !== this.#count + 1) return;
    const wasFull = this.full;
    const posted = this.#posted.shift();
    if (posted === undefined) return;
    this.#held -= posted.size;
    this.#count = number;
    this.#taken.push(posted.size);
    if (wasFull && !this.full) this.#config.connection.resume();
  }

  flushed(sender: string, number: number): void {
    if (sender === this.#sender)
      this.#taken = this.#taken.slice(Math.max(0, this.#taken.length - (this.#count - number)));
  }

  /** The leader did not take messages for a while, and can now. It ignores those that it has. */
  ready(term: string): void {
    if (term !== this.#term) return;
    for (const [place, posted] of this.#posted.entries()) this.#post(posted, this.#count + place + 1);
  }

  #post({ payload }: Posted<Out>, number: number): void {
    const { name, post } = this.#config;
    if (this.#open && this.#term !== undefined)
      post({ kind: 'send', tab: name(), sender: this.#sender, term: this.#term, epoch: this.#epoch, number, payload });
  }

  /** The sender keeps what comes from now on, until the next leader can send. */
  #giveBack(bytes: number): void {
    const wasOpen = this.#open;
    this.#open = false;
    const values = this.#posted.map(({ value }) => value);
    this.#posted = [];
    this.#held = 0;
    if (wasOpen || values.length > 0 || bytes > 0) this.#config.connection.takeBack({ values, dropped: 0, bytes });
  }
}
