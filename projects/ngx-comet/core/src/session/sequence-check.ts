declare const ngDevMode: object | boolean | undefined;

/** The number of a message. `key` names what is numbered, where a feed carries several things numbered apart. */
export type SequenceNumber = number | readonly [key: string, number: number] | undefined;

/** What a number says about the messages before it. `undefined`: nothing. */
export type SequenceVerdict = { readonly continuity: 'gap' | 'resumed'; readonly key: string | undefined } | undefined;

/** How many keys are remembered. The oldest one is forgotten first. */
const MAX_KEYS = 10_000;
/** How many characters all keys together may have. */
const MAX_CHARS = 1024 * 1024;

/** Compares the numbers of messages: each is one more than the number before it with the same key. */
export class SequenceCheck {
  readonly #last = new Map<string | undefined, number>();
  #chars = 0;
  /** The keys that have had no message on this connection; `undefined` if it is known whether it continues. */
  #unconfirmed: Set<string | undefined> | undefined;

  /** True while the first numbers of a connection are compared with those of the connection before. */
  get isComparing(): boolean {
    return this.#unconfirmed !== undefined;
  }

  /** A new connection. It continues if the first number of every key does. */
  reopened(): void {
    this.#unconfirmed = this.#last.size === 0 ? undefined : new Set(this.#last.keys());
  }

  /** The next numbers may be any: it is already known that messages are missing. */
  forget(): void {
    this.#last.clear();
    this.#chars = 0;
    this.#unconfirmed = undefined;
  }

  /** @throws TypeError if the number is none */
  check(sequence: SequenceNumber): SequenceVerdict {
    if (sequence === undefined) return undefined;
    const [key, number] = parts(sequence);
    if (typeof number !== 'number' || Number.isNaN(number)) {
      const expected = typeof ngDevMode === 'undefined' || ngDevMode ? ', a key and a number, or undefined' : '';
      throw new TypeError(`sequence must return a number${expected}`);
    }
    const previous = this.#last.get(key);
    this.#last.set(key, number);
    if (previous === undefined) return this.#limit(key);
    if (number !== previous + 1) {
      this.#unconfirmed = undefined;
      return { continuity: 'gap', key };
    }
    if (this.#unconfirmed?.delete(key) !== true || this.#unconfirmed.size > 0) return undefined;
    this.#unconfirmed = undefined;
    return { continuity: 'resumed', key: undefined };
  }

  /** The message is not delivered: it is one that was delivered before, or the next one. */
  skip(sequence: SequenceNumber): void {
    if (sequence === undefined) return;
    const [key, number] = parts(sequence);
    const previous = this.#last.get(key);
    if (previous !== undefined && number === previous + 1) this.#last.set(key, number);
  }

  /** A key is new. */
  #limit(key: string | undefined): undefined {
    this.#chars += key?.length ?? 0;
    while (this.#last.size > MAX_KEYS || this.#chars > MAX_CHARS) {
      const [oldest] = this.#last.keys();
      this.#last.delete(oldest);
      this.#chars -= oldest?.length ?? 0;
    }
  }
}

function parts(sequence: Exclude<SequenceNumber, undefined>): readonly [key: string | undefined, number: number] {
  return typeof sequence === 'number' ? [undefined, sequence] : sequence;
}
