// The events of a page, in Node. It counts who listens.

/** A target of events that counts its listeners. */
export class PageTarget {
  readonly #listeners = new Map<string, Set<() => void>>();
  visibilityState: 'visible' | 'hidden' = 'visible';
  readonly baseURI = 'http://server.test/';

  readonly addEventListener = (type: string, listener: () => void): void => {
    const all = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, all.add(listener));
  };

  readonly removeEventListener = (type: string, listener: () => void): void => {
    this.#listeners.get(type)?.delete(listener);
  };

  dispatch(type: string): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener();
  }

  get count(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

/** Makes this process look like a page, as far as the streams look. */
export function becomePage(): { readonly window: PageTarget; readonly document: PageTarget } {
  const window = new PageTarget();
  const document = new PageTarget();
  const { addEventListener, removeEventListener } = window;
  Object.assign(globalThis, { addEventListener, removeEventListener, document });
  return { window, document };
}
