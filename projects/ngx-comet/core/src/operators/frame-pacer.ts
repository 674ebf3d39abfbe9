import { animationFrames, asyncScheduler, type Subscription } from 'rxjs';

// Times are milliseconds.
const FRAME = 16;
/** However slow rendering is, the view is not further behind than this. */
const LONGEST_PERIOD = 100;
/** A frame comes a little early or late. */
const SLACK = 4;
/** A hidden page gets no frames and a busy one few: then a timer steps in. */
const FRAME_OVERDUE = 150;
/** Rendering gets one part in so many of the time: the rest is for reading, and for everything else. */
const SHARE = 3;
/** How slowly a high cost is forgotten: one cheap batch proves little. */
const MEMORY = 0.75;
/** What is drawn because of a batch is drawn in its own frame or, where change detection is put off, in the next. */
const FRAMES_TO_MEASURE = 2;

/**
 * Calls back once per animation frame as long as it is asked to, per 16 ms where there are no frames, and down to once per
 * 100 ms as the calls and the rendering that follows them take more of the time.
 */
export class FramePacer {
  readonly #work: () => void;
  #frame: Subscription | undefined;
  #probe: Subscription | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #framesSince = 0;
  /** What a batch costs lately, and what the last one has cost so far. */
  #cost = 0;
  #spent = 0;

  constructor(work: () => void) {
    this.#work = work;
  }

  /** Asks for one call. */
  request(): void {
    if (this.#frame !== undefined || this.#stopped) return;
    const wake = (): void => {
      this.#wake();
    };
    if (typeof globalThis.requestAnimationFrame === 'function') {
      this.#frame = asyncScheduler.schedule(wake, FRAME_OVERDUE);
      // Not by the scheduler of the same name: all that share a frame of it run in the zone of the first.
      this.#frame.add(animationFrames().subscribe(wake));
    } else {
      this.#frame = asyncScheduler.schedule(wake, Math.max(FRAME, this.#period - (asyncScheduler.now() - this.#last)));
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
    const start = asyncScheduler.now();
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
   * A timer that is asked for now runs after what the batch puts off to a timer of its own, as change detection is, and after
   * the frame was drawn: the time until then is what the frame cost.
   */
  #measure(start: number): void {
    if (this.#stopped || this.#framesSince++ >= FRAMES_TO_MEASURE) return;
    this.#probe?.unsubscribe();
    this.#probe = asyncScheduler.schedule(() => {
      this.#spent += asyncScheduler.now() - start;
    });
  }
}
