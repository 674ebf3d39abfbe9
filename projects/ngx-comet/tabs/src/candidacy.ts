import { Subscription } from 'rxjs';
import { own } from './own';
import type { Platform } from './platform';

/** How long the others may take to hear of a leader that took over, in milliseconds. */
const ANNOUNCED = 1_000;

/** What happens to a candidate. */
export interface CandidacyListener {
  /** This tab leads, until it withdraws or is deposed. */
  elected(): void;
  /** Another tab took the lock, because this one did not answer. */
  deposed(): void;
  /** The browser forbids locks. */
  denied(): void;
  /** The browser does not let this tab take the lock from one that does not answer. */
  stuck(): void;
}

/** A tab as a candidate: the tab that holds the lock leads, and the others stand in line. */
export class Candidacy {
  readonly #platform: Pick<Platform, 'locks' | 'key' | 'soon'>;
  readonly #listener: CandidacyListener;
  /** Ends the wait in line. */
  #line = new AbortController();
  #release: (() => void) | undefined;
  #takingOver = false;
  #announcement = Subscription.EMPTY;
  #withdrawn = false;

  constructor(platform: Pick<Platform, 'locks' | 'key' | 'soon'>, listener: CandidacyListener) {
    this.#platform = platform;
    this.#listener = listener;
  }

  stand(): void {
    const { locks, key } = this.#platform;
    const { signal } = this.#line;
    const stand = async (): Promise<void> => {
      const held = await locks.request(key, own({ ifAvailable: true }), (lock) => lock !== null && this.#hold(signal));
      if (!held && !signal.aborted) await locks.request(key, own({ signal }), () => this.#hold(signal));
    };
    stand().catch(() => {
      if (this.#withdrawn || signal.aborted) return;
      if (this.#release === undefined) this.#listener.denied();
      else this.#listener.deposed();
    });
  }

  /**
   * Takes the lock from the leader, which does not answer. Only one tab does so at a time. `isSilent` is called again
   * before, because another tab may have done it.
   */
  takeOver(isSilent: () => boolean): void {
    if (this.#takingOver || this.#withdrawn || this.#release !== undefined) return;
    this.#takingOver = true;
    const { locks, key } = this.#platform;
    const steal = async (): Promise<void> => {
      await locks.request(`${key}.heir`, own({ ifAvailable: true }), async (lock) => {
        if (lock === null || this.#withdrawn || this.#release !== undefined || !isSilent()) return;
        await this.#steal();
        await this.#announced();
      });
    };
    steal()
      .catch(() => this.#listener.stuck())
      .finally(() => {
        this.#takingOver = false;
      });
  }

  /** Gives the lock to the next tab in line, or leaves the line. */
  withdraw(): void {
    this.#withdrawn = true;
    this.#line.abort();
    this.#release?.();
    this.#announcement.unsubscribe();
  }

  /** By then the others know that this tab leads. */
  #announced(): Promise<void> {
    return new Promise((resolve) => {
      this.#announcement = this.#platform.soon(ANNOUNCED, resolve);
      this.#announcement.add(resolve);
      if (this.#withdrawn) this.#announcement.unsubscribe();
    });
  }

  /** Resolves when this tab has the lock. */
  #steal(): Promise<void> {
    const { locks, key } = this.#platform;
    return new Promise((resolve, reject) => {
      const take = (): Promise<boolean> => {
        this.#line.abort();
        this.#line = new AbortController();
        resolve();
        return this.#hold(this.#line.signal);
      };
      locks.request(key, own({ steal: true }), take).catch((error: unknown) => {
        if (!this.#withdrawn && this.#release !== undefined) this.#listener.deposed();
        else reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  /** The lock is held until the promise is settled. */
  #hold(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      this.#release = () => resolve(true);
      if (signal.aborted || this.#withdrawn) this.#release();
      else this.#listener.elected();
    });
  }
}
