import type { Platform } from './platform';

/** One tab's claim to lead: whoever holds the lock leads, and the others stand in line. */
export class Candidate {
  readonly #platform: Pick<Platform, 'locks' | 'key'>;
  readonly #elected: () => void;
  readonly #denied: () => void;
  readonly #withdrawal = new AbortController();
  #release: (() => void) | undefined;

  /** `denied` is called where the browser forbids locks. */
  constructor(platform: Pick<Platform, 'locks' | 'key'>, elected: () => void, denied: () => void) {
    this.#platform = platform;
    this.#elected = elected;
    this.#denied = denied;
  }

  get withdrawn(): boolean {
    return this.#withdrawal.signal.aborted;
  }

  async stand(): Promise<void> {
    const { locks, key } = this.#platform;
    const { signal } = this.#withdrawal;
    try {
      const led = await locks.request(key, { ifAvailable: true }, async (lock) => {
        if (lock === null) return false;
        await this.#hold();
        return true;
      });
      if (led || signal.aborted) return;
      await locks.request(key, { signal }, () => this.#hold());
    } catch {
      if (!signal.aborted) this.#denied();
    }
  }

  /** Gives the lock to the next in line, or leaves the line. */
  withdraw(): void {
    this.#withdrawal.abort();
    this.#release?.();
  }

  /** The lock is held until the returned promise is settled. */
  #hold(): Promise<void> {
    if (this.withdrawn) return Promise.resolve();
    return new Promise((resolve) => {
      this.#release = resolve;
      this.#elected();
    });
  }
}
