import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';
import { onBehalfOf, originNow, type Origin } from './origin';

/** More timers than this in one `tick` are an endless loop. */
const MOST_TIMERS = 10_000;

/** A timer that has not fired yet. */
export interface PendingTimer {
  readonly due: number;
  readonly origin: Origin;
}

/** A source of time and timers that only `tick` moves. */
export class VirtualClock implements SchedulerLike {
  #now = Date.now();
  #count = 0;
  readonly #pending = new Map<VirtualAction<unknown>, PendingTimer & { readonly place: number }>();

  now(): number {
    return this.#now;
  }

  schedule<S>(work: (this: SchedulerAction<S>, state: S) => void, delay = 0, state?: S): Subscription {
    return new VirtualAction<S>(this, work).schedule(state, delay);
  }

  /** The timers that have not fired yet. */
  get pending(): readonly PendingTimer[] {
    return [...this.#pending.values()];
  }

  /** Moves the time, and runs the timers that are due until then, in their order. */
  tick(ms: number): void {
    const end = this.#now + ms;
    for (let fired = 0; ; fired++) {
      const next = this.#next(end);
      if (next === undefined) break;
      if (fired > MOST_TIMERS) {
        throw new Error(`tick(${ms}) ran more than ${MOST_TIMERS} timers: one of them starts another without end`);
      }
      const [action, { due, origin }] = next;
      this.#pending.delete(action);
      this.#now = Math.max(this.#now, due);
      onBehalfOf(origin, () => action.execute());
    }
    this.#now = Math.max(this.#now, end);
  }

  add(action: VirtualAction<unknown>, delay: number): void {
    this.#pending.set(action, { due: this.#now + Math.max(delay, 0), origin: originNow(), place: this.#count++ });
  }

  remove(action: VirtualAction<unknown>): void {
    this.#pending.delete(action);
  }

  #next(end: number) {
    let first: readonly [VirtualAction<unknown>, PendingTimer & { readonly place: number }] | undefined;
    for (const entry of this.#pending) {
      const [, timer] = entry;
      if (timer.due > end) continue;
      const before = first?.[1];
      if (before === undefined || timer.due < before.due || (timer.due === before.due && timer.place < before.place)) {
        first = entry;
      }
    }
    return first;
  }
}

/** One timer. Like any action of RxJS it may schedule itself again. */
class VirtualAction<S> extends Subscription implements SchedulerAction<S> {
  readonly #clock: VirtualClock;
  readonly #work: (this: SchedulerAction<S>, state: S) => void;
  #state: S | undefined;
  #again = false;

  constructor(clock: VirtualClock, work: (this: SchedulerAction<S>, state: S) => void) {
    super(() => clock.remove(this as VirtualAction<unknown>));
    this.#clock = clock;
    this.#work = work;
  }

  schedule(state?: S, delay = 0): Subscription {
    if (this.closed) return this;
    this.#state = state;
    this.#again = true;
    this.#clock.add(this as VirtualAction<unknown>, delay);
    return this;
  }

  execute(): void {
    this.#again = false;
    // RxJS passes `undefined` too where no state was given.
    this.#work.call(this, this.#state as S);
    if (!this.#again) this.unsubscribe();
  }
}
