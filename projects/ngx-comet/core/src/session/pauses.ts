import { Subscription, type Observable } from 'rxjs';
import { reasonOf } from '../gates/pause-reason';
import { isPrerendering } from '../platform/page';
import type { PauseReason } from '../vocabulary/push-event';
import type { PushOptions } from './push-options';

/** What the gate, `pauseWhile` and `wake` make the session do. */
export interface PauseListener {
  /** No connection may stay open. */
  hangUp(): void;
  /** It may be possible to connect now, so a wait ends. */
  wake(): void;
  /** The caller wants to connect now. */
  woken(): void;
  /** No new connection may be made. One that is open stays. */
  gateClosed(): void;
  /** The Observable of this option emitted an error. */
  optionFailed(option: string, cause: unknown): void;
}

/** The options that a {@link Pauses} watches. */
export type PauseOptions = Pick<PushOptions<unknown>, 'gate' | 'pauseWhile' | 'wake'>;

/** Knows what forbids connecting at the moment. */
export class Pauses {
  readonly #gate: Observable<boolean> | undefined;
  readonly #pauseWhile: Observable<boolean> | undefined;
  readonly #wake: Observable<unknown> | undefined;
  #gateOpen: boolean;
  #paused = false;
  #frozen = false;

  constructor({ gate, pauseWhile, wake }: PauseOptions) {
    this.#gate = gate;
    this.#pauseWhile = pauseWhile;
    this.#wake = wake;
    this.#gateOpen = gate === undefined;
  }

  /** Why no attempt may start now; `undefined` if one may. */
  get reason(): PauseReason | undefined {
    // First, because a prerendered page is hidden too.
    if (isPrerendering()) return 'prerendering';
    if (this.#paused && this.#pauseWhile !== undefined) return reasonOf(this.#pauseWhile);
    if (this.#frozen) return 'frozen';
    if (!this.#gateOpen && this.#gate !== undefined) return reasonOf(this.#gate);
    return undefined;
  }

  /** The same in words: what must change, so that an attempt may start. */
  get inWords(): string | undefined {
    const { reason } = this;
    if (reason === undefined) return undefined;
    if (reason === 'prerendering') return 'the page is prerendered, and the user has not opened it';
    if (!this.#paused && this.#frozen) return 'the page is frozen';
    const cause = reason === 'caller' ? '' : ` (${reason})`;
    return `${this.#paused ? 'pauseWhile is true' : 'gate is false, or has not emitted'}${cause}`;
  }

  watch(listener: PauseListener): Subscription {
    const all = new Subscription();
    all.add(
      this.#pauseWhile?.subscribe({
        next: (paused) => {
          if (paused === this.#paused) return;
          this.#paused = paused;
          if (paused) listener.hangUp();
          else listener.wake();
        },
        error: (cause: unknown) => {
          listener.optionFailed('pauseWhile', cause);
        },
      }),
    );
    all.add(
      this.#gate?.subscribe({
        next: (open) => {
          if (open === this.#gateOpen) return;
          this.#gateOpen = open;
          if (open) listener.wake();
          else listener.gateClosed();
        },
        error: (cause: unknown) => {
          listener.optionFailed('gate', cause);
        },
      }),
    );
    all.add(
      this.#wake?.subscribe({
        next: () => {
          listener.woken();
        },
        error: (cause: unknown) => {
          listener.optionFailed('wake', cause);
        },
      }),
    );
    return all;
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** Returns whether the page was frozen. The page also fires `pageshow` when it loads. */
  thaw(): boolean {
    const wasFrozen = this.#frozen;
    this.#frozen = false;
    return wasFrozen;
  }
}
