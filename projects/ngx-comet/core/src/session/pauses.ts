import { Subscription, type Observable } from 'rxjs';
import { reasonOf } from '../gates/pause-reason';
import type { PauseReason } from '../vocabulary/push-event';

/** What a change of the gate or of `pauseWhile` asks of the session. */
export interface PauseListener {
  /** Nothing may stay connected. */
  hangUp(): void;
  /** It may be possible to connect now; waiting has no purpose any more. */
  wake(): void;
  /** A gate failed. */
  failed(option: string, cause: unknown): void;
}

/** The reasons, at this moment, not to be connected. */
export class Pauses {
  readonly #gate: Observable<boolean> | undefined;
  readonly #pauseWhile: Observable<boolean> | undefined;
  #gateOpen: boolean;
  #paused = false;
  #frozen = false;

  constructor(gate: Observable<boolean> | undefined, pauseWhile: Observable<boolean> | undefined) {
    this.#gate = gate;
    this.#pauseWhile = pauseWhile;
    this.#gateOpen = gate === undefined;
  }

  /** Why no attempt may start now, if so. */
  get reason(): PauseReason | undefined {
    if (this.#paused && this.#pauseWhile !== undefined) return reasonOf(this.#pauseWhile);
    if (this.#frozen) return 'frozen';
    if (!this.#gateOpen && this.#gate !== undefined) return reasonOf(this.#gate);
    return undefined;
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
          listener.failed('pauseWhile', cause);
        },
      }),
    );
    all.add(
      this.#gate?.subscribe({
        next: (open) => {
          const turned = open && !this.#gateOpen;
          this.#gateOpen = open;
          if (turned) listener.wake();
        },
        error: (cause: unknown) => {
          listener.failed('gate', cause);
        },
      }),
    );
    return all;
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** True if it was frozen: a page also says that it is shown when it loads. */
  thaw(): boolean {
    const was = this.#frozen;
    this.#frozen = false;
    return was;
  }
}
