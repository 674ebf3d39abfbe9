/** How many channels, and how many tabs of one. Only a flood of strange messages has more. */
const MOST = 100_000;

/** Which tabs use which channels of the leader's connection. The first tab subscribes, the last one unsubscribes. */
export class ChannelTable {
  readonly #tabs = new Map<string, Set<string>>();
  readonly #change: (name: string, how: 'subscribe' | 'unsubscribe') => void;

  constructor(change: (name: string, how: 'subscribe' | 'unsubscribe') => void) {
    this.#change = change;
  }

  subscribe(tab: string, name: string): void {
    const tabs = this.#tabs.get(name);
    if (tabs !== undefined) {
      if (tabs.size < MOST) tabs.add(tab);
    } else if (this.#tabs.size < MOST) {
      this.#tabs.set(name, new Set([tab]));
      this.#change(name, 'subscribe');
    }
  }

  unsubscribe(tab: string, name: string): void {
    const tabs = this.#tabs.get(name);
    if (tabs?.delete(tab) !== true || tabs.size > 0) return;
    this.#tabs.delete(name);
    this.#change(name, 'unsubscribe');
  }

  /** A tab is gone. */
  leave(tab: string): void {
    for (const name of [...this.#tabs.keys()]) this.unsubscribe(tab, name);
  }

  /** A new connection knows no channels. Every tab subscribes to its own again. */
  clear(): void {
    this.#tabs.clear();
  }
}
