import { defer, Subscription, take, throwIfEmpty } from 'rxjs';
import { operatorClock } from '../platform/monotonic-clock';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';
import { KeptMessages } from './kept-messages';
import type { LoadCause, SyncedWithOptions } from './synced-with-options';

/** Rejected messages cause at most two loads in so many milliseconds. */
const REJECTED_PERIOD = 5_000;

/** The options with their defaults. */
export interface CheckedOptions<T, S> extends SyncedWithOptions<T, S> {
  readonly max: number;
}

/** What a {@link SyncedState} calls. */
export interface SyncedListener<S> {
  state(state: S): void;
  error(error: unknown): void;
  complete(): void;
  /** Runs a function of the application where it expects to run, such as in Angular's zone. */
  enter(call: () => void): void;
}

/**
 * The state of one subscription: a snapshot, and the messages after it.
 *
 * While a load runs, messages are kept. A message that is not kept, because there is no room or because it was rejected,
 * is a hole: then the messages are worth nothing any more, and another load follows the running one.
 */
export class SyncedState<T, S> {
  readonly #options: CheckedOptions<T, S>;
  readonly #listener: SyncedListener<S>;
  readonly #kept: KeptMessages<T>;
  /** The running load, or the wait for the next one. */
  #load: Subscription | undefined;
  /** When the last two loads began that rejected messages caused, the older one first. */
  #rejectedLoads: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  /** The last message was rejected. Its number is missing, so the next message shows a gap. */
  #afterRejected = false;
  /** `unsynced` before the first load, `waiting` while messages are kept for a snapshot or dropped because of a hole. */
  #phase: 'unsynced' | 'waiting' | 'synced' | 'ended' = 'unsynced';
  #state: S | undefined;
  #hole: 'none' | 'overflow' | 'rejected' = 'none';
  #sourceCompleted = false;

  constructor(options: CheckedOptions<T, S>, listener: SyncedListener<S>) {
    this.#options = options;
    this.#listener = listener;
    this.#kept = new KeptMessages(options.max);
  }

  event(event: PushEvent<T>): void {
    // A source that emits while it is subscribed to cannot be stopped in between.
    if (this.#phase === 'ended') return;
    switch (event.kind) {
      case 'open':
        return this.#opened(event);
      case 'message':
        return this.#received(event.message);
      case 'rejected':
        this.#afterRejected = true;
        return this.#missed('rejected');
      case 'comment':
        return;
      case 'connecting':
      case 'lost':
      case 'paused':
        this.#afterRejected = false;
    }
  }

  /** The feed completed. What waits for a snapshot is emitted first. */
  sourceCompleted(): void {
    this.#sourceCompleted = true;
    if (this.#phase === 'waiting') return;
    this.stop();
    this.#listener.complete();
  }

  fail(error: unknown): void {
    if (this.#phase === 'ended') return;
    this.stop();
    this.#listener.error(error);
  }

  stop(): void {
    this.#phase = 'ended';
    this.#load?.unsubscribe();
    this.#kept.clear();
    this.#state = undefined;
  }

  #opened({ continuity }: PushEvent<T> & { kind: 'open' }): void {
    // Whatever the cursor says: without a state there is nothing to continue from.
    if (this.#phase === 'unsynced') this.#startLoad('first');
    else if (continuity === 'gap' && this.#afterRejected) this.#missed('rejected');
    else if (continuity !== 'resumed') this.#startLoad(continuity);
    this.#afterRejected = false;
  }

  #received(message: PushMessage<T>): void {
    this.#afterRejected = false;
    // A subscriber that comes late to a shared connection gets no event `open`.
    if (this.#phase === 'unsynced') this.#startLoad('first');
    if (this.#phase === 'synced') this.#apply(message);
    else if (this.#hole === 'none' && !this.#kept.add(message)) this.#missed('overflow');
  }

  /** The state lacks a message. */
  #missed(hole: 'overflow' | 'rejected'): void {
    if (this.#phase === 'unsynced') return this.#startLoad('first');
    this.#kept.clear();
    if (this.#hole !== 'rejected') this.#hole = hole;
    if (this.#phase !== 'synced') return;
    this.#phase = 'waiting';
    this.#loadAgain();
  }

  /** Loads because of a hole. A feed that rejects every message must not cause a load for each of them. */
  #loadAgain(): void {
    if (this.#hole !== 'rejected') return this.#startLoad('gap');
    const [older, newer] = this.#rejectedLoads;
    const load = (): void => {
      this.#rejectedLoads = [newer, operatorClock().now()];
      this.#startLoad('gap');
    };
    const wait = older + REJECTED_PERIOD - operatorClock().now();
    if (wait <= 0) load();
    else this.#load = operatorClock().schedule(load, wait);
  }

  #startLoad(cause: LoadCause): void {
    this.#load?.unsubscribe();
    this.#kept.clear();
    this.#hole = 'none';
    this.#phase = 'waiting';
    // Stored before the call, because the snapshot may come, or another load may start, inside the call.
    const load = (this.#load = new Subscription());
    const snapshot$ = defer(() => this.#options.load(cause)).pipe(take(1), throwIfEmpty(noSnapshot));
    this.#listener.enter(() => {
      load.add(
        snapshot$.subscribe({
          next: (snapshot) => {
            if (load.closed) return;
            this.#load = undefined;
            this.#loaded(snapshot);
          },
          error: (error: unknown) => {
            if (!load.closed) this.fail(error);
          },
        }),
      );
    });
  }

  #loaded(snapshot: S): void {
    this.#emit(snapshot);
    // The subscriber may unsubscribe, or cause events, whenever a state is emitted.
    while (this.#phase === 'waiting' && this.#load === undefined) {
      if (this.#hole !== 'none') return this.#loadAgain();
      const message = this.#kept.take();
      if (message !== undefined) this.#apply(message);
      else this.#caughtUp();
    }
  }

  #caughtUp(): void {
    this.#phase = 'synced';
    if (this.#sourceCompleted) this.sourceCompleted();
  }

  #apply(message: PushMessage<T>): void {
    const { includes, apply } = this.#options;
    // A snapshot has arrived before, of whatever type: `undefined` may be one.
    const state = this.#state as S;
    let next: S;
    try {
      if (includes(state, message)) return;
      next = apply(state, message);
    } catch (error) {
      return this.fail(error);
    }
    this.#emit(next);
  }

  #emit(state: S): void {
    this.#state = state;
    this.#listener.state(state);
  }
}

function noSnapshot(): PushError {
  return new PushError('protocol', 'load completed without a snapshot', { transient: false });
}
