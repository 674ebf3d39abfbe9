import type { Subscriber } from 'rxjs';
import { wireOf } from '../platform/wire';
import { pageEvents, type PageEvent } from '../platform/page-events';
import type { PushError } from '../vocabulary/push-error';
import { pushEvent, type Continuity, type PauseReason, type PushEvent } from '../vocabulary/push-event';
import type { Opening } from '../vocabulary/transport';
import { attemptFrom } from './attempt-from';
import { AttemptSeries } from './attempt-series';
import { Continuities, type Judgement } from './continuities';
import { MessageReceiver, type ReceiverListener } from './message-receiver';
import { Pauses, type PauseListener } from './pauses';
import { refusesCursor } from './opening';
import { OpeningHint } from './opening-hint';
import type { SessionPlan } from './plan';
import { SessionAttempt, type AttemptListener } from './session-attempt';
import { optionError } from './option-error';
import { defined } from '../vocabulary/defined';
import type { Settings } from './settings';
import { numberOr } from '../platform/number-or';
import { Wait } from './wait';

declare const ngDevMode: object | boolean | undefined;

/**
 * Runs one subscription over any transport. It makes one attempt after the other, never two at once, and emits what
 * happens to them. The loop is flat: every attempt starts from a timer or an outside event, never from inside the
 * attempt before it. Otherwise the stack would grow with every reconnection.
 */
export class Session<T> {
  #settings: Settings<T>;
  readonly #plan: SessionPlan<T>;
  readonly #subscriber: Subscriber<unknown>;
  #receiver: MessageReceiver<T>;
  readonly #series: AttemptSeries;
  readonly #pauses: Pauses;
  readonly #wait: Wait;
  /** Only in development. */
  #hint: OpeningHint | undefined;
  #continuities: Continuities;
  /** How the present connection opened. A later event about its continuity tells it too. */
  #opening: Partial<Opening> = {};
  #attempt: SessionAttempt | undefined;
  /**
   * Counts the starts of attempts. If it changes while the subscriber is called, the subscriber started another
   * attempt.
   */
  #round = 0;
  /** How many messages were delivered, and the cursor, when the attempt began. */
  #deliveredBefore = 0;
  #cursorBefore: string | undefined;
  #pausedFor: PauseReason | undefined;
  #started = false;
  #ended = false;

  constructor(settings: Settings<T>, plan: SessionPlan<T>, subscriber: Subscriber<unknown>) {
    this.#settings = settings;
    this.#plan = plan;
    this.#subscriber = subscriber;
    this.#receiver = new MessageReceiver(settings, plan, subscriber, this.#listener);
    this.#series = new AttemptSeries(settings);
    this.#pauses = new Pauses(settings);
    if (typeof ngDevMode === 'undefined' || ngDevMode) {
      this.#hint = new OpeningHint(settings, plan, this.#pauses, this.#series);
    }
    this.#wait = new Wait(settings.clock, () => this.wake());
    this.#continuities = new Continuities(settings.resume, plan, settings.memory?.everOpen);
  }

  /** Runs until the subscriber unsubscribes or the stream ends. */
  start(): void {
    // Added before the first attempt, because the subscriber may unsubscribe on the first message.
    this.#subscriber.add(() => this.#stop());
    // The gates emit their first values before anything starts, so that one decision follows from all of them.
    this.#subscriber.add(this.#pauses.watch(this.#listener));
    if (this.#ended) return;
    this.#started = true;
    this.#subscriber.add(
      (wireOf(this.#settings.clock)?.pageEvents ?? pageEvents).subscribe((event) => {
        this.#page[event]();
      }),
    );
    this.#connect();
  }

  /** The URL of the latest attempt. */
  get url(): string | undefined {
    return this.#receiver.url;
  }

  /** Ends a wait: the next attempt begins now, unless a gate or a pause forbids it. */
  wake(): void {
    if (this.#isWaiting) this.#connect();
  }

  /** Makes an open connection anew, and ends a wait. An attempt that connects is new already, and goes on. */
  reconnect(): void {
    if (!this.#started || this.#ended) return;
    if (this.#series.connecting && this.#attempt !== undefined) return;
    this.#series.hungUp();
    this.#endAttempt();
    this.#connect();
  }

  /**
   * Hangs up and forgets the cursor, the ids and the numbers, because the next messages are for another user. After it,
   * `reconnect` begins the first attempt for that user.
   */
  forget(): void {
    if (this.#ended) return;
    this.#series.hungUp();
    this.#endAttempt();
    // Replaced, because a message of the old user may be in delivery.
    this.#receiver.forget();
    this.#settings.memory?.forget();
    this.#plan.forget?.();
    this.#settings = { ...this.#settings, from: undefined };
    this.#receiver = new MessageReceiver(this.#settings, this.#plan, this.#subscriber, this.#listener);
    this.#continuities = new Continuities(this.#settings.resume, this.#plan);
    this.#series.lastError = undefined;
  }

  /** What the parts of the session call. */
  readonly #listener: AttemptListener & ReceiverListener & PauseListener = {
    opened: (opening) => {
      this.#opened(opening, () =>
        this.#series.isOpen ? this.#continuities.answered(opening) : this.#continuities.opened(opening),
      );
    },
    reopened: (opening) => this.#opened(opening, () => this.#continuities.reopened(opening)),
    retryDelay: (ms) => {
      this.#series.serverDelay = ms;
    },
    lost: (error, { sent }) => {
      if (refusesCursor(error.status)) this.#onRefusal(error, sent);
      else this.#onLoss(error, Infinity, () => this.#plan.recover?.(error) ?? error);
    },
    comment: (text) => this.#emit({ kind: 'comment', text }),
    done: ({ startedAt, response: answer }) => {
      this.#attempt = undefined;
      const delivered = this.#receiver.delivered - this.#deliveredBefore;
      const moved = this.#receiver.cursor !== this.#cursorBefore;
      let next: number | undefined;
      try {
        next = this.#plan.repeatAfter?.({ answer, delivered, moved, took: this.#settings.clock.now() - startedAt });
      } catch (cause) {
        return this.#listener.optionFailed('interval', cause);
      }
      if (next === undefined) this.#listener.finish();
      // A function of the caller may have ended the stream.
      else if (!this.#ended) this.#wait.begin(next);
    },
    continuity: (continuity, key) => {
      if (this.#continuities.isNews(continuity)) this.#emitOpen(continuity, key);
    },
    fail: (error) => {
      if (this.#ended) return;
      this.#stop();
      this.#subscriber.error(error);
    },
    loseAttempt: (error) => this.#attempt?.lost(error),
    finish: () => {
      if (this.#ended) return;
      this.#stop();
      this.#subscriber.complete();
    },
    hangUp: () => {
      if (!this.#started) return;
      this.#series.ended();
      this.#endAttempt();
      this.#pause();
    },
    wake: () => this.wake(),
    woken: () => {
      if (this.#isWaiting && this.#pauses.reason === undefined) this.#wait.wake();
    },
    gateClosed: () => {
      // An open connection stays. Between a loss and the next attempt nothing may connect.
      if (this.#attempt === undefined && !this.#series.isOpen) this.#plan.release?.();
    },
    optionFailed: (option, cause) => this.#listener.fail(optionError(option, cause, this.#plan.transport)),
  };

  /** What the session does when an event of the page happens. */
  readonly #page: Readonly<Record<PageEvent, () => void>> = {
    frozen: () => {
      this.#pauses.freeze();
      this.#listener.hangUp();
    },
    thawed: () => {
      if (this.#pauses.thaw()) this.wake();
    },
    activated: () => this.wake(),
    online: () => this.wake(),
    visible: () => this.#listener.woken(),
    tick: () => {
      this.#attempt?.tick();
      const waiting = this.#series.isOpen ? undefined : this.#attempt;
      this.#hint?.tick(this.#continuities.everOpen, this.#receiver.url, waiting);
    },
    stalled: () => {
      // An attempt that is not open has a limit of its own. One that nothing would replace is not ended on suspicion.
      if (this.#series.isOpen && this.#settings.retry !== false) this.#attempt?.suspect(this.#replace);
    },
    // No connection from before may be kept, if there is none that talks.
    slept: () => {
      if (this.#attempt !== undefined) return this.#attempt.suspect(this.#replace);
      this.#plan.release?.();
      this.wake();
    },
  };

  #opened(opening: Opening, judge: () => Judgement): void {
    let judgement: Judgement;
    try {
      judgement = judge();
    } catch (cause) {
      return this.#listener.optionFailed('resume.confirm', cause);
    }
    const { by, continuity } = judgement;
    this.#series.opened();
    this.#opening = opening;
    this.#receiver.opened(by, opening.response);
    if (continuity === 'gap') this.#receiver.gapReported();
    if (continuity !== undefined) this.#emitOpen(continuity);
  }

  #emitOpen(continuity: Continuity, key?: string): void {
    this.#continuities.emitted(continuity);
    const { response, protocol } = this.#opening;
    const facts = defined({ key, response, protocol });
    this.#emit({ kind: 'open', transport: this.#plan.transport, continuity, ...facts });
  }

  /**
   * The connection is silent after the event loop stood still, so it may be dead. It is replaced without a delay: the
   * clients of a server do not sleep and wake at the same time.
   */
  readonly #replace = (error: PushError): void => {
    this.#attempt?.close(error);
    this.#onLoss(error, 0, () => error);
  };

  /** True between two attempts. */
  get #isWaiting(): boolean {
    return this.#started && !this.#ended && this.#attempt === undefined;
  }

  // ——— attempts

  #connect(): void {
    this.#wait.stop();
    if (this.#pauses.reason !== undefined) return this.#listener.hangUp();
    const { clock, idleTimeout } = this.#settings;
    const { transport, connect } = this.#plan;
    const round = ++this.#round;
    // A stream of many short requests stays open between two of them, so there is no event.
    if (!this.#series.isOpen && !this.#series.connecting) {
      this.#series.connecting = true;
      this.#emit({ kind: 'connecting', transport, attempt: ++this.#series.count });
      if (this.#ended || this.#round !== round) return;
      if (this.#pauses.reason !== undefined) return this.#listener.hangUp();
    }
    const limits = { connectTimeout: numberOr(this.#settings.connectTimeout, this.#plan.connectTimeout), idleTimeout };
    const receiver = this.#receiver;
    const attempt = (this.#attempt = new SessionAttempt(this.#listener, receiver, limits, clock, transport));
    this.#pausedFor = undefined;
    this.#deliveredBefore = receiver.delivered;
    this.#cursorBefore = receiver.cursor;
    const from = attemptFrom(this.#series.count, {
      cursor: () => receiver.cursor,
      everOpen: () => this.#continuities.everOpen,
      lastError: () => this.#series.lastError,
    });
    attempt.begin(connect, from, transport);
  }

  // ——— after a loss

  /**
   * The server refused a request. If it carried a cursor, it is made again without it, once, unless the caller forbids
   * that. If that is refused too, the cursor was not the reason, and is used again.
   */
  #onRefusal(error: PushError, cursor: string | undefined): void {
    const { resume, retry } = this.#settings;
    const again = cursor !== undefined && retry !== false && !(resume && resume.onRefused === 'error');
    this.#continuities.cursorRefused = again;
    this.#receiver.withholdCursor(again);
    this.#onLoss(error, Infinity, () => (again ? 0 : (this.#plan.recover?.(error) ?? error)));
  }

  /** Waits as long as the plan or the schedule says, at most `longest` milliseconds. Then the next attempt begins. */
  #onLoss(error: PushError, longest: number, decide: () => number | PushError): void {
    // The plan may choose another transport for the next attempt.
    const { transport } = this.#plan;
    this.#attempt = undefined;
    this.#series.ended();
    this.#series.lastError = error;
    let next: number | PushError;
    try {
      // While a gate or a pause forbids connecting, a loss says nothing about the route.
      const decided = this.#pauses.reason === undefined ? decide() : error;
      next = typeof decided === 'number' ? decided : this.#series.retry(decided);
    } catch (cause) {
      return this.#listener.optionFailed('retry or transient', cause);
    }
    if (typeof next !== 'number') return this.#listener.fail(next);
    const retryIn = Math.min(next, longest);
    this.#plan.release?.(this.#pauses.reason === undefined ? retryIn : undefined);
    const round = this.#round;
    this.#emit({ kind: 'lost', transport, error, retryIn });
    if (!this.#ended && this.#round === round) this.#wait.begin(retryIn);
  }

  #pause(): void {
    const { reason } = this.#pauses;
    if (reason === undefined || reason === this.#pausedFor) return;
    this.#pausedFor = reason;
    this.#emit({ kind: 'paused', reason });
  }

  #stop(): void {
    this.#ended = true;
    this.#endAttempt();
  }

  /** Ends the attempt and the wait. */
  #endAttempt(): void {
    this.#wait.stop();
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.close();
    this.#plan.release?.();
  }

  #emit(event: PushEvent<T>): void {
    if (this.#settings.observe === 'events') this.#subscriber.next(pushEvent(event));
  }
}
