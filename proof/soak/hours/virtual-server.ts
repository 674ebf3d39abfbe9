// A server without a network: numbered messages, a log of the latest, and what can go wrong on the way.

/** How a connection ends: as its protocol defines, or reset. */
export type Ending = 'end' | 'reset';

/** What the server does with new requests. */
export type Mood =
  | { readonly kind: 'well' }
  | { readonly kind: 'refuses'; readonly status: number; readonly retryAfter: number | undefined }
  | { readonly kind: 'unreachable' }
  /** Nothing is ever answered. */
  | { readonly kind: 'mute' };

/** The server's end of one connection. */
export interface Wire {
  readonly transport: string;
  /** Sends what is new; a poll is answered by it. */
  deliver(messages: readonly Sent[]): void;
  close(how: Ending): void;
}

export interface Sent {
  readonly n: number;
  /** The cursor after this message. */
  readonly id: string;
}

const LOG = 400;

interface Open {
  readonly wire: Wire;
  /** The number after which it continues. */
  position: number;
  /** A black hole: nothing arrives any more, and nobody is told. */
  dead: boolean;
}

export class VirtualServer {
  mood: Mood = { kind: 'well' };
  /** While true nothing is sent; all of it is sent afterwards. */
  silent = false;
  requests = 0;
  #last = 0;
  #epoch = 1;
  #log: Sent[] = [];
  readonly #open = new Map<Wire, Open>();

  get last(): number {
    return this.#last;
  }

  get connections(): number {
    return this.#open.size;
  }

  publish(): void {
    const n = ++this.#last;
    this.#log.push({ n, id: `${this.#epoch}-${n}` });
    if (this.#log.length > LOG) this.#log.shift();
    for (const open of [...this.#open.values()]) this.#pump(open);
  }

  /** Forgets all messages; ids begin with another epoch. */
  forget(): void {
    this.#epoch++;
    this.#log = [];
  }

  /** A silence is over. */
  speak(): void {
    this.silent = false;
    for (const open of [...this.#open.values()]) this.#pump(open);
  }

  /** Where a request with this cursor begins, and what the answer says about that. */
  positionOf(cursor: string | undefined): { readonly position: number; readonly confirms: string | undefined } {
    if (cursor === undefined || cursor === '') return { position: this.#last, confirms: undefined };
    const oldest = (this.#log[0]?.n ?? this.#last + 1) - 1;
    const [epoch, n = '0'] = cursor.split('-');
    const isKept = epoch === String(this.#epoch) && Number(n) >= oldest;
    return isKept ? { position: Number(n), confirms: cursor } : { position: oldest, confirms: 'earliest' };
  }

  accept(wire: Wire, position: number): void {
    this.requests++;
    const open: Open = { wire, position, dead: false };
    this.#open.set(wire, open);
    this.#pump(open);
  }

  gone(wire: Wire): void {
    this.#open.delete(wire);
  }

  /** Ends the connections of one transport, or all. */
  drop(how: Ending, transport?: string): void {
    for (const { wire, dead } of [...this.#open.values()]) {
      if (dead || (transport !== undefined && wire.transport !== transport)) continue;
      this.#open.delete(wire);
      wire.close(how);
    }
  }

  /** From now on nothing arrives over the open connections, in either direction. */
  blackHole(): void {
    for (const open of this.#open.values()) open.dead = true;
  }

  isDead(wire: Wire): boolean {
    return this.#open.get(wire)?.dead ?? true;
  }

  #pump(open: Open): void {
    const { wire, position, dead } = open;
    if (dead || this.silent || position >= this.#last) return;
    const messages = this.#log.filter(({ n }) => n > position);
    open.position = this.#last;
    if (messages.length > 0) wire.deliver(messages);
  }
}
