import type { Subscriber } from 'rxjs';
import type { Settings } from '../session/settings';
import type { PushEvent } from '../vocabulary/push-event';
import { MAX_HELD, sizeOf } from '../platform/size-of';

type Store = Settings<unknown>['store'];
type MessageEvent<In> = PushEvent<In> & { readonly kind: 'message' };

/** How many messages are kept; at most `MAX_HELD` of them. */
const MAX_KEPT = 1_000;

/**
 * The messages that arrive while a connection has no subscriber and lingers. The next subscriber gets them first. If
 * none comes, the stored cursor moves back before them, so that a later connection requests them again.
 */
export class UnseenMessages<In> {
  readonly #store: Store;
  #kept: MessageEvent<In>[] = [];
  #size = 0;
  /** The stored cursor before the first of them. */
  #cursor: string | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  get some(): boolean {
    return this.#kept.length > 0;
  }

  /** Called before the message is delivered. Returns false if there is no room for it. */
  keep(event: MessageEvent<In>): boolean {
    const size = sizeOf(event.message);
    if (this.#kept.length === MAX_KEPT || (this.some && this.#size + size > MAX_HELD)) return false;
    this.#size += size;
    if (!this.some) this.#cursor = this.#store?.get();
    this.#kept.push(event);
    return true;
  }

  passTo(subscriber: Subscriber<PushEvent<In>>): void {
    const kept = this.#kept;
    this.#kept = [];
    this.#size = 0;
    for (const [place, event] of kept.entries()) {
      if (subscriber.closed) {
        this.#kept = kept.slice(place);
        this.#size = sizeOf(this.#kept);
        return;
      }
      this.#cursor = event.message.id;
      subscriber.next(event);
    }
  }

  /** The connection ended, and nobody saw them. */
  giveBack(): void {
    if (this.some) this.#store?.set(this.#cursor);
    this.clear();
  }

  clear(): void {
    this.#kept = [];
    this.#size = 0;
    this.#cursor = undefined;
  }
}
