import { Subscription } from 'rxjs';
import type { Platform } from './platform';
import type { Dated, Place } from './tab-message';

/** How long the other tabs may take to send what the leader lacks, in milliseconds. */
const WAIT = 150;
/** How many tabs may wait. */
const MOST = 1_000;

/** What the leader does for a tab that missed messages from before the leader came: other tabs may have them. */
export class OlderMessages<T> {
  readonly #soon: Platform['soon'];
  readonly #ask: (tab: string, after: Place) => void;
  readonly #answer: (tab: string, after: Place, older: readonly Dated<T>[] | undefined) => void;
  readonly #waiting = new Map<string, { readonly after: Place; readonly limit: Subscription }>();

  /** `answer` is called with what another tab has, or with `undefined` if none has it. */
  constructor(
    soon: Platform['soon'],
    ask: (tab: string, after: Place) => void,
    answer: (tab: string, after: Place, older: readonly Dated<T>[] | undefined) => void,
  ) {
    this.#soon = soon;
    this.#ask = ask;
    this.#answer = answer;
  }

  /** Answers within some time. */
  request(tab: string, after: Place): void {
    if (!this.ask(tab, after)) return this.#answer(tab, after, undefined);
    this.#waiting.get(tab)?.limit.add(this.#soon(WAIT, () => this.#end(tab, undefined)));
  }

  /** Answers only if another tab has them. Returns false if too many tabs wait. */
  ask(tab: string, after: Place): boolean {
    this.#waiting.get(tab)?.limit.unsubscribe();
    if (this.#waiting.size >= MOST) return false;
    this.#waiting.set(tab, { after, limit: new Subscription() });
    this.#ask(tab, after);
    return true;
  }

  /** Another tab has them. */
  found(tab: string, older: readonly Dated<T>[]): void {
    this.#end(tab, older);
  }

  stop(): void {
    for (const { limit } of this.#waiting.values()) limit.unsubscribe();
    this.#waiting.clear();
  }

  #end(tab: string, older: readonly Dated<T>[] | undefined): void {
    const waiting = this.#waiting.get(tab);
    if (waiting === undefined) return;
    this.#waiting.delete(tab);
    waiting.limit.unsubscribe();
    this.#answer(tab, waiting.after, older);
  }
}
