import type { SchedulerLike, Subscription } from 'rxjs';
import { timeLimit } from '../platform/time-limit';
import type { RouteAttempt } from './route-attempt';

/** What a {@link Prober} needs from its connection. Times are milliseconds. */
export interface ProberConfig {
  /** The wait before the first probe; 0 = never. */
  readonly probeAfter: number;
  readonly clock: SchedulerLike;
  /** The places of the routes that are better than the live one, best first. */
  readonly better: () => readonly number[];
  /** Makes an attempt over this route beside the live one. */
  readonly make: (place: number) => RouteAttempt;
  /** Begins that attempt. */
  readonly begin: (routeAttempt: RouteAttempt) => void;
  /** How long an attempt over this route may take until its first byte. */
  readonly limit: (place: number) => number;
  readonly takeOver: (routeAttempt: RouteAttempt) => void;
}

/** The wait between probes doubles while they fail, up to this many times `probeAfter`. */
const MAX_FACTOR = 16;

/** From time to time tries the better routes beside the live one, one after the other. */
export class Prober {
  readonly #config: ProberConfig;
  #routeAttempt: RouteAttempt | undefined;
  #timer: Subscription | undefined;
  #delay: number;
  #untried: readonly number[] = [];
  /** It waits for the next probe, or probes. */
  #running = false;
  /** The next call of this method has no effect. */
  #spared: 'stop' | 'start' | undefined;

  constructor(config: ProberConfig) {
    this.#config = config;
    this.#delay = config.probeAfter;
  }

  owns(routeAttempt: RouteAttempt): boolean {
    return routeAttempt === this.#routeAttempt;
  }

  /** The live route proved good: the first wait begins, `probeAfter` long. */
  start(): void {
    if (this.#spared === 'start') {
      this.#spared = undefined;
      return;
    }
    this.stop();
    this.#delay = this.#config.probeAfter;
    this.#scheduleNext();
  }

  /** The first byte of the probe arrived. The probe takes over after `trial` milliseconds, unless it fails before. */
  passes(routeAttempt: RouteAttempt, trial: number): void {
    this.#timer?.unsubscribe();
    if (trial === 0) this.#takeOver(routeAttempt);
    else this.#timer = this.#config.clock.schedule(() => this.#takeOver(routeAttempt), trial);
  }

  /** The probe failed. The next better route is tried. */
  failed(): void {
    this.#routeAttempt = undefined;
    this.#timer?.unsubscribe();
    this.#next(this.#untried);
  }

  /**
   * The live route ended in order: it does not stop for that, and does not begin anew when the route is good again.
   * Otherwise a server that ends its streams every minute keeps the connection off the better routes for ever.
   */
  spare(): void {
    if (this.#running) this.#spared = 'stop';
  }

  stop(): void {
    if (this.#spared === 'stop') {
      this.#spared = 'start';
      return;
    }
    this.#spared = undefined;
    this.#running = false;
    this.#timer?.unsubscribe();
    const routeAttempt = this.#routeAttempt;
    this.#routeAttempt = undefined;
    routeAttempt?.close();
  }

  #scheduleNext(): void {
    const { clock, probeAfter, better } = this.#config;
    this.#running = probeAfter > 0 && better().length > 0;
    if (!this.#running) return;
    this.#timer = clock.schedule(() => {
      this.#next(better());
    }, this.#delay);
  }

  #next([place, ...others]: readonly number[]): void {
    const { clock, probeAfter, limit } = this.#config;
    this.#timer?.unsubscribe();
    if (place === undefined) {
      this.#delay = Math.min(this.#delay * 2, probeAfter * MAX_FACTOR);
      this.#scheduleNext();
      return;
    }
    this.#untried = others;
    this.#timer = timeLimit(clock, limit(place), () => {
      this.#routeAttempt?.close();
      this.failed();
    });
    // Stored before it begins, because it may end at once.
    const routeAttempt = (this.#routeAttempt = this.#config.make(place));
    this.#config.begin(routeAttempt);
  }

  #takeOver(routeAttempt: RouteAttempt): void {
    this.#running = false;
    this.#spared = undefined;
    this.#routeAttempt = undefined;
    this.#config.takeOver(routeAttempt);
  }
}
