import type { CursorStore } from '../cursors/cursor-store';

/** The id of the last message that was delivered whole, and the store that keeps it. */
export class Cursor {
  readonly #store: CursorStore | undefined;
  readonly #from: string | undefined;
  #current: string | undefined;
  /** True once this subscription has set it. */
  #own = false;
  #ended = false;
  /** The server refused it. It is kept until it is known that the cursor was the reason. */
  #withheld = false;

  constructor(store: CursorStore | undefined, from: string | undefined) {
    this.#store = store;
    this.#from = from;
    this.#current = this.#stored;
  }

  /** The cursor after the last message. The store is not read: this is called for every message. */
  get current(): string | undefined {
    return this.#current;
  }

  /**
   * The cursor of the next request. Another tab may have stored a later one: it is not used, because the messages in
   * between would be lost here. A store that somebody emptied means that no cursor may be sent.
   */
  get next(): string | undefined {
    if (this.#withheld) return undefined;
    if (!this.#own) return this.#stored;
    if (this.#store !== undefined && this.#store.get() === undefined) this.#current = undefined;
    return this.#current;
  }

  /** `''` clears it. */
  set(id: string): void {
    if (this.#ended) return;
    this.#own = true;
    this.#withheld = false;
    this.#current = id === '' ? undefined : id;
    this.#store?.set(this.#current);
  }

  /** Whether the next requests carry no cursor. */
  withhold(withheld: boolean): void {
    this.#withheld = withheld;
  }

  /** The server accepted a request. If it carried no cursor because an earlier one was refused, the cursor is cleared. */
  accepted(): void {
    if (this.#withheld) this.set('');
  }

  /** Clears it for good. */
  end(): void {
    this.set('');
    this.#ended = true;
  }

  get #stored(): string | undefined {
    return this.#store?.get() ?? this.#from;
  }
}
