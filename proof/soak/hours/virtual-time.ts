// Takes the place of the timers and clocks of this process: hours pass in seconds, and the clock can be set.
import { setImmediate } from 'node:timers/promises';

interface Timer {
  due: number;
  readonly place: number;
  readonly every: number | undefined;
  readonly fire: () => void;
}

/** The least delay of a timer in a browser that repeats, in milliseconds. */
const LEAST = 1;

export class VirtualTime {
  /** What `performance.now()` says. */
  #monotonic = 1_000;
  /** How far the time of the day is ahead of it. */
  #ahead = Date.now();
  readonly #timers = new Map<number, Timer>();
  #count = 0;
  /** Called after each timer, when promises have gone on. */
  readonly #afterEach: () => void;

  constructor(afterEach: () => void) {
    this.#afterEach = afterEach;
  }

  get now(): number {
    return this.#monotonic;
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** From now on the timers and clocks of the platform are these. */
  install(): void {
    const set =
      (every: boolean) =>
      (handler: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
        this.#add(Math.max(LEAST, ms), every, () => {
          handler(...args);
        });
    const clear = (id: number | undefined): void => {
      if (id !== undefined) this.#timers.delete(id);
    };
    Object.assign(globalThis, {
      setTimeout: set(false),
      setInterval: set(true),
      clearTimeout: clear,
      clearInterval: clear,
    });
    Object.assign(performance, { now: () => this.#monotonic });
    Object.assign(Date, { now: () => this.#ahead + this.#monotonic });
  }

  /** A timer of the server or of the plan, that does not count as pending. */
  async run(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    for (;;) {
      await this.#settle();
      const next = this.#next(end);
      if (next === undefined) break;
      const [id, timer] = next;
      this.#monotonic = Math.max(this.#monotonic, timer.due);
      if (timer.every === undefined) this.#timers.delete(id);
      else timer.due = this.#monotonic + timer.every;
      timer.fire();
    }
    this.#monotonic = Math.max(this.#monotonic, end);
  }

  /** The page is busy, or the machine sleeps while `performance.now()` goes on: no timer fires meanwhile. */
  stall(ms: number): void {
    this.#monotonic += ms;
  }

  /** The machine sleeps and `performance.now()` stands still, but for the time to stop and start its devices. */
  sleep(ms: number): void {
    const devices = 300;
    this.#monotonic += devices;
    this.#ahead += ms - devices;
  }

  /** Somebody sets the time of the day. */
  setClock(ms: number): void {
    this.#ahead += ms;
  }

  #add(ms: number, repeats: boolean, fire: () => void): number {
    const id = ++this.#count;
    this.#timers.set(id, { due: this.#monotonic + ms, place: id, every: repeats ? ms : undefined, fire });
    return id;
  }

  /** One turn of the event loop: all promises go on first. */
  async #settle(): Promise<void> {
    await setImmediate();
    this.#afterEach();
  }

  #next(end: number): readonly [number, Timer] | undefined {
    let first: readonly [number, Timer] | undefined;
    for (const entry of this.#timers) {
      const [, { due, place }] = entry;
      if (due > end) continue;
      const before = first?.[1];
      if (before === undefined || due < before.due || (due === before.due && place < before.place)) first = entry;
    }
    return first;
  }
}
