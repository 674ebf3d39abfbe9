import { own } from './own';
import type { Platform } from './platform';

/**
 * A lock of its own for every tab, which the browser frees when the tab is gone. So the leader notices a tab that was
 * killed.
 */
export class PresenceLocks {
  readonly #platform: Pick<Platform, 'locks' | 'key'>;

  constructor(platform: Pick<Platform, 'locks' | 'key'>) {
    this.#platform = platform;
  }

  /** Holds the lock of a tab. Returns the function that frees it. */
  hold(tab: string): () => void {
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    this.#request(tab, {}, () => held);
    return () => release?.();
  }

  /** Calls `gone` when a tab does not hold its lock any more. Returns the function that stops it. */
  watch(tab: string, gone: () => void): () => void {
    const watching = new AbortController();
    this.#request(tab, { signal: watching.signal }, gone);
    return () => watching.abort();
  }

  #request(tab: string, options: LockOptions, taken: () => Promise<void> | void): void {
    const { locks, key } = this.#platform;
    // Without the lock, a tab that was killed counts until the connection is opened anew.
    const request = async (): Promise<unknown> => locks.request(`${key}.tab.${tab}`, own(options), () => taken());
    request().catch(() => undefined);
  }
}
