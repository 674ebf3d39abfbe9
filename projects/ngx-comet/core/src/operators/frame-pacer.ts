import { animationFrames, type Subscription } from 'rxjs';
import { operatorClock, testClock } from '../platform/monotonic-clock';

// Times are milliseconds.
const FRAME = 16;
/** The longest period: the view is never older than this, even if rendering is slow. */
const LONGEST_PERIOD = 100;
/** A frame may be this early or late. */
const SLACK = 4;
/** A hidden page gets no frames, and a busy page few. After this time a timer is used instead. */
const FRAME_OVERDUE = 150;
/** Rendering gets 1/3 of the time. The rest is for reading messages and for everything else. */
const SHARE = 3;
/** The weight of the old cost: after a high cost, one cheap batch proves little. */
const MEMORY = 0.75;
/** A batch is drawn in its own frame or, if change detection is delayed, in the next one. */
const FRAMES_TO_MEASURE = 2;

/**
 * Calls a function once per animation frame while calls are requested, or every 16 ms without frames. If the calls and
 * the rendering after them take long, it calls less often, down to once per 100 ms.
 */
export class FramePacer {
  readonly #clock = operatorClock();
  readonly #work: () => void;
  #frame: Subscription | undefined;
  #probe: Subscription | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #framesSince = 0;
  /** The recent cost of a batch, and the cost of the last batch so far. */
  #cost = 0;
  #spent = 0;

  constructor(work: () => void) {
    this.#work = work;
  }

  /** Requests one call. */
  request(): void {
    if (this.#frame !== undefined || this.#stopped) return;
    const wake = (): void => {
      this.#wake();
    };
    if (testClock() === undefined && typeof globalThis.requestAnimationFrame === 'function') {
      this.#frame = this.#clock.schedule(wake, FRAME_OVERDUE);
      // Not RxJS's animationFrameScheduler: all actions in one of its frames run in the zone of the first action.
      this.#frame.add(animationFrames().subscribe(wake));
    } else {
      this.#frame = this.#clock.schedule(wake, Math.max(FRAME, this.#period - (this.#clock.now() - this.#last)));
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#frame?.unsubscribe();
    this.#probe?.unsubscribe();
  }

  get #period(): number {
    return Math.min(LONGEST_PERIOD, this.#cost * SHARE);
  }

  #wake(): void {
    this.#frame?.unsubscribe();
    this.#frame = undefined;
    const start = this.#clock.now();
    if (start - this.#last < this.#period - SLACK) {
      this.#measure(start);
      this.request();
      return;
    }
    this.#cost = Math.max(this.#spent, this.#cost * MEMORY + this.#spent * (1 - MEMORY));
    this.#spent = 0;
    this.#framesSince = 0;
    this.#last = start;
    this.#work();
    this.#measure(start);
  }

  /**
   * A timer that starts now fires after timers that the batch started, such as the timer of change detection, and after
   * the frame is drawn. The time until then is the cost of the frame.
   */
  #measure(start: number): void {
    if (this.#stopped || this.#framesSince++ >= FRAMES_TO_MEASURE) return;
    this.#probe?.unsubscribe();
    this.#probe = this.#clock.schedule(() => {
      this.#spent += this.#clock.now() - start;
    });
  }
}
