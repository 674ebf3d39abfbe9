import type { SchedulerLike, Subscription } from 'rxjs';
import type { RouteAttempt } from './route-attempt';

/** What a {@link Prober} asks of its connection. Times are milliseconds. */
export interface ProberConfig {
  /** The wait before the first probe; 0 = never. */
  readonly probeAfter: number;
  readonly clock: SchedulerLike;
  /** The places of the routes that are better than the live one, best first. */
  readonly better: () => readonly number[];
  /** Makes a wire for an attempt beside the live one. */
  readonly wire: (place: number) => RouteAttempt;
  /** Begins that attempt. */
  readonly dial: (wire: RouteAttempt) => void;
  /** How long the attempt over this route has to bring something. */
  readonly limit: (place: number) => number;
  readonly takeOver: (wire: RouteAttempt) => void;
}

/** The wait between probes doubles while they fail, up to this many times the first one. */
const SLOWEST = 16;

/** Tries the better routes now and then beside the live one, one after the other. */
export class Prober {
  readonly #config: ProberConfig;
  #wire: RouteAttempt | undefined;
  #timer: Subscription | undefined;
  #delay: number;
  #untried: readonly number[] = [];

  constructor(config: ProberConfig) {
    this.#config = config;
    this.#delay = config.probeAfter;
  }

  owns(wire: RouteAttempt): boolean {
    return wire === this.#wire;
  }

  /** The live route proved good: the waits start over. */
  start(): void {
    this.stop();
    this.#delay = this.#config.probeAfter;
    this.#later();
  }

  /** The probe brought something: it takes over unless it dies within this time. */
  passes(wire: RouteAttempt, trial: number): void {
    this.#timer?.unsubscribe();
    if (trial === 0) this.#takeOver(wire);
    else this.#timer = this.#config.clock.schedule(() => this.#takeOver(wire), trial);
  }

  /** The probe died. */
  failed(): void {
    this.#wire = undefined;
    this.#timer?.unsubscribe();
    this.#next(this.#untried);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    const wire = this.#wire;
    this.#wire = undefined;
    wire?.close();
  }

  #later(): void {
    const { clock, probeAfter, better } = this.#config;
    if (probeAfter === 0 || better().length === 0) return;
    this.#timer = clock.schedule(() => {
      this.#next(better());
    }, this.#delay);
  }

  #next([place, ...others]: readonly number[]): void {
    const { clock, probeAfter, limit } = this.#config;
    this.#timer?.unsubscribe();
    if (place === undefined) {
      this.#delay = Math.min(this.#delay * 2, probeAfter * SLOWEST);
      this.#later();
      return;
    }
    this.#untried = others;
    this.#timer = clock.schedule(() => {
      this.#wire?.close();
      this.failed();
    }, limit(place));
    // Known before it begins: it may end at once.
    const wire = (this.#wire = this.#config.wire(place));
    this.#config.dial(wire);
  }

  #takeOver(wire: RouteAttempt): void {
    this.#wire = undefined;
    this.#config.takeOver(wire);
  }
}
