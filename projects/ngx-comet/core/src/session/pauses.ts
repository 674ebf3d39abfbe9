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

/** Why no attempt may start, and what that follows from. */
export interface PauseState {
  readonly reason: PauseReason | undefined;
  /** `pauseWhile` is true. */
  readonly paused: boolean;
  /** The page is frozen. */
  readonly frozen: boolean;
}

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

  /** What the reason follows from. */
  get state(): PauseState {
    return { reason: this.reason, paused: this.#paused, frozen: this.#frozen };
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
