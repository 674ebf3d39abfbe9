import type { Subscriber, Subscription } from 'rxjs';
import { asTransient } from '../schedule/as-transient';
import { Backoff } from '../schedule/backoff';
import { WakeLimit } from '../schedule/wake-limit';
import { pageEvents, type PageEvent } from '../platform/page-events';
import type { PushError } from '../vocabulary/push-error';
import type { Continuity, PauseReason, PushEvent } from '../vocabulary/push-event';
import type { Opening } from '../vocabulary/transport';
import { attemptFrom } from './attempt-from';
import { MessageReceiver, type ReceiverListener } from './message-receiver';
import { Pauses, type PauseListener } from './pauses';
import { continuityOf, refusesCursor } from './opening';
import type { SessionPlan } from './plan';
import type { CompareBy } from './replay';
import { SessionAttempt, type AttemptListener } from './session-attempt';
import { optionError } from './option-error';
import type { Settings } from './settings';

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
  readonly #backoff: Backoff;
  readonly #pauses: Pauses;
  readonly #wakeLimit: WakeLimit;
  #attempt: SessionAttempt | undefined;
  #timer: Subscription | undefined;
  /** Ends the wait for a wake that came before the limit permits it. */
  #wakeTimer: Subscription | undefined;
  /** Counts the attempts since the last stable connection. */
  #count = 0;
  /**
   * Counts the starts of attempts. If it changes while the subscriber is called, the subscriber started another
   * attempt.
   */
  #round = 0;
  /** True from the event `connecting` until the connection opens or ends. */
  #connecting = false;
  #openedAt: number | undefined;
  #everOpen = false;
  #continuity: Continuity | undefined;
  /** The place of the route that was open last. */
  #place: number | undefined;
  /** The server refused the cursor, and the stream has not opened without it yet. */
  #cursorRefused = false;
  /** How many messages were delivered, and the cursor, when the attempt began. */
  #deliveredBefore = 0;
  #cursorBefore: string | undefined;
  #lastError: PushError | undefined;
  #pausedFor: PauseReason | undefined;
  #started = false;
  #ended = false;

  constructor(settings: Settings<T>, plan: SessionPlan<T>, subscriber: Subscriber<unknown>) {
    this.#settings = settings;
    this.#plan = plan;
    this.#subscriber = subscriber;
    this.#receiver = new MessageReceiver(settings, plan, subscriber, this.#listener);
    this.#backoff = new Backoff(settings.clock);
    this.#pauses = new Pauses(settings);
    this.#wakeLimit = new WakeLimit(() => settings.clock.now());
  }

  /** Runs until the subscriber unsubscribes or the stream ends. */
  start(): void {
    // Added before the first attempt, because the subscriber may unsubscribe on the first message.
    this.#subscriber.add(() => this.#stop());
    // The gates emit their first values before anything starts, so that one decision follows from all of them.
    this.#subscriber.add(this.#pauses.watch(this.#listener));
    if (this.#ended) return;
    this.#started = true;
    this.#subscriber.add(pageEvents.subscribe((event) => this.#onPageEvent(event)));
    this.#connect();
  }

  /** Ends a wait: the next attempt begins now, unless a gate or a pause forbids it. */
  wake(): void {
    if (!this.#started || this.#ended || this.#attempt !== undefined) return;
    this.#timer?.unsubscribe();
    this.#connect();
  }

  /** Makes an open connection anew, and ends a wait. An attempt that connects is new already, and goes on. */
  reconnect(): void {
    if (!this.#started || this.#ended || this.#connecting) return;
    this.#hangUp();
    this.#connect();
  }

  /**
   * Hangs up and forgets the cursor, the ids and the numbers, because the next messages are for another user. After it,
   * `reconnect` begins the first attempt for that user.
   */
  forget(): void {
    if (this.#ended) return;
    this.#hangUp();
    // Replaced, because a message of the old user may be in delivery.
    this.#receiver.forget();
    this.#settings = { ...this.#settings, from: undefined };
    this.#receiver = new MessageReceiver(this.#settings, this.#plan, this.#subscriber, this.#listener);
    this.#everOpen = false;
    this.#place = undefined;
    this.#cursorRefused = false;
    this.#lastError = undefined;
  }

  /** What the parts of the session call. */
  readonly #listener: AttemptListener & ReceiverListener & PauseListener = {
    opened: (opening) => {
      const sameRoute = this.#plan.place === this.#place;
      if (this.#openedAt === undefined) this.#opened(opening, sameRoute ? 'payload' : 'other-route');
      // Another route took over between two polls.
      else if (!sameRoute) this.#opened(opening, 'id');
      else this.#nextAnswer(opening);
    },
    reopened: (opening) => this.#opened(opening, opening.afterLoss === true ? 'payload' : 'id'),
    retryDelay: (ms) => {
      this.#backoff.serverDelay = ms;
    },
    lost: (error, { sent }) => {
      if (sent !== undefined && refusesCursor(error.status)) this.#onRefusal(error);
      else this.#onLoss(error, Infinity, () => this.#plan.recover?.(error) ?? error);
    },
    done: ({ startedAt }) => {
      this.#attempt = undefined;
      const delivered = this.#receiver.delivered - this.#deliveredBefore;
      const moved = this.#receiver.cursor !== this.#cursorBefore;
      let next: number | undefined;
      try {
        next = this.#plan.repeatAfter?.({ delivered, moved, took: this.#settings.clock.now() - startedAt });
      } catch (cause) {
        return this.#listener.optionFailed('interval', cause);
      }
      if (next === undefined) this.#listener.finish();
      else this.#wait(next);
    },
    continuity: (continuity, key) => {
      // What was not known at the opening is reported later. What was known is not reported again.
      if (continuity === 'resumed' && this.#continuity !== 'unknown') return;
      this.#setContinuity(continuity, key);
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
      this.#connectionEnded();
      this.#endAttempt();
      this.#pause();
    },
    wake: () => this.wake(),
    woken: () => this.#woken(),
    gateClosed: () => {
      // An open connection stays. Between a loss and the next attempt nothing may connect.
      if (this.#attempt === undefined && this.#openedAt === undefined) this.#plan.release?.();
    },
    optionFailed: (option, cause) => this.#listener.fail(optionError(option, cause, this.#plan.transport)),
  };

  // ——— continuity

  #opened(opening: Opening, by: CompareBy): void {
    const said = this.#confirmed(opening);
    if (said === 'failed') return;
    const started = this.#everOpen || opening.cursor !== undefined;
    const continuity = this.#cursorRefused ? 'gap' : (said ?? (started ? 'unknown' : 'first'));
    this.#cursorRefused = false;
    this.#openedAt ??= this.#settings.clock.now();
    this.#connecting = false;
    this.#everOpen = true;
    this.#place = this.#plan.place;
    this.#receiver.opened(by);
    if (continuity === 'gap') this.#receiver.gapTold();
    this.#setContinuity(continuity);
  }

  /** The next poll of a series was answered. Only the server itself can say that something is missing there. */
  #nextAnswer(opening: Opening): void {
    const said = this.#confirmed(opening);
    if (said === 'failed') return;
    this.#receiver.opened('poll');
    if (said !== 'gap') return;
    this.#receiver.gapTold();
    this.#setContinuity('gap');
  }

  #confirmed(opening: Opening): Continuity | 'failed' | undefined {
    try {
      return continuityOf(opening, this.#settings.resume === false ? {} : (this.#settings.resume ?? {}));
    } catch (cause) {
      this.#listener.optionFailed('resume.confirm', cause);
      return 'failed';
    }
  }

  #setContinuity(continuity: Continuity, key?: string): void {
    this.#continuity = continuity;
    const { transport } = this.#plan;
    this.#emit({ kind: 'open', transport, continuity, ...(key === undefined ? {} : { key }) });
  }

  #onPageEvent(event: PageEvent): void {
    switch (event.kind) {
      case 'frozen':
        this.#pauses.freeze();
        return this.#listener.hangUp();
      case 'thawed':
        if (this.#pauses.thaw()) this.wake();
        return;
      case 'activated':
      case 'online':
        return this.wake();
      case 'visible':
        return this.#woken();
      case 'tick':
        return this.#attempt?.tick();
      case 'stalled':
        // An attempt that is not open has a limit of its own. One that nothing would replace is not ended on suspicion.
        if (this.#openedAt !== undefined && this.#settings.retry !== false) this.#attempt?.suspect(this.#replace);
        return;
      case 'slept':
        if (this.#attempt !== undefined) return this.#attempt.suspect(this.#replace);
        this.#plan.release?.();
        return this.wake();
    }
  }

  /**
   * The connection is silent after the event loop stood still, so it may be dead. It is replaced without a delay: the
   * clients of a server do not sleep and wake at the same time.
   */
  readonly #replace = (error: PushError): void => {
    this.#attempt?.close(error);
    this.#onLoss(error, 0, () => error);
  };

  /** Ends a wait, unless that happened too often of late. */
  #woken(): void {
    if (!this.#started || this.#ended || this.#attempt !== undefined) return;
    if (this.#pauses.reason !== undefined || this.#wakeTimer?.closed === false) return;
    const delay = this.#wakeLimit.next();
    if (delay === 0) return this.wake();
    this.#wakeTimer = this.#settings.clock.schedule(() => this.wake(), delay);
    // It ends with the wait.
    this.#timer?.add(this.#wakeTimer);
  }

  // ——— attempts

  #connect(): void {
    this.#timer?.unsubscribe();
    if (this.#pauses.reason !== undefined) return this.#listener.hangUp();
    const { clock, idleTimeout } = this.#settings;
    const { transport, connect } = this.#plan;
    const round = ++this.#round;
    // A stream of many short requests stays open between two of them, so there is no event.
    if (this.#openedAt === undefined && !this.#connecting) {
      this.#connecting = true;
      this.#emit({ kind: 'connecting', transport, attempt: ++this.#count });
      if (this.#ended || this.#round !== round) return;
      if (this.#pauses.reason !== undefined) return this.#listener.hangUp();
    }
    const limits = { connectTimeout: this.#plan.connectTimeout ?? this.#settings.connectTimeout, idleTimeout };
    const receiver = this.#receiver;
    const attempt = (this.#attempt = new SessionAttempt(this.#listener, receiver, limits, clock, transport));
    this.#pausedFor = undefined;
    this.#deliveredBefore = receiver.delivered;
    this.#cursorBefore = receiver.cursor;
    const from = attemptFrom(this.#count, this.#lastError, { cursor: () => receiver.cursor, everOpen: () => this.#everOpen });
    attempt.begin(connect, from, transport);
  }

  // ——— after a loss

  /** The server refused a request with a cursor: it is requested again without it, once. */
  #onRefusal(error: PushError): void {
    const again = this.#settings.retry !== false && !this.#cursorRefused;
    if (again) {
      this.#cursorRefused = true;
      this.#receiver.forgetCursor();
    }
    this.#onLoss(error, Infinity, () => (again ? 0 : (this.#plan.recover?.(error) ?? error)));
  }

  /** Waits as long as the plan or the schedule says, at most `longest` milliseconds. Then the next attempt begins. */
  #onLoss(error: PushError, longest: number, decide: () => number | PushError): void {
    this.#attempt = undefined;
    this.#connectionEnded();
    this.#lastError = error;
    const { transport } = this.#plan;
    let next: number | PushError;
    try {
      // While a gate or a pause forbids connecting, a loss says nothing about the route.
      const decided = this.#pauses.reason === undefined ? decide() : error;
      next = typeof decided === 'number' ? decided : this.#retry(decided);
    } catch (cause) {
      return this.#listener.optionFailed('retry or transient', cause);
    }
    if (typeof next !== 'number') return this.#listener.fail(next);
    const retryIn = Math.min(next, longest);
    this.#plan.release?.(this.#pauses.reason === undefined ? retryIn : undefined);
    const round = this.#round;
    this.#emit({ kind: 'lost', transport, error, retryIn });
    if (!this.#ended && this.#round === round) this.#wait(retryIn);
  }

  /** Milliseconds until the next attempt, or the error that ends the stream. */
  #retry(error: PushError): number | PushError {
    const { retry, transient } = this.#settings;
    const again = transient?.(error) ?? error.transient;
    // The caller's `transient` decides. The schedule gets an error whose `transient` has the same value.
    return retry === false || !again ? error : this.#backoff.next(retry, asTransient(error), error);
  }

  /**
   * The connection ended. Only a stable one resets the retry count. Otherwise all clients reconnect without a backoff
   * to a server that accepts them and drops them at once.
   */
  #connectionEnded(): void {
    const { clock, stableAfter } = this.#settings;
    if (this.#openedAt !== undefined && clock.now() - this.#openedAt >= stableAfter) {
      this.#count = 0;
      this.#backoff.reset();
    }
    this.#openedAt = undefined;
    this.#connecting = false;
  }

  /** Ends the connection for the caller. It did not fail, so the attempt is not counted. */
  #hangUp(): void {
    if (this.#connecting || this.#openedAt !== undefined) this.#count--;
    this.#connectionEnded();
    this.#endAttempt();
  }

  /** `Infinity` has no timer: then only a gate, a pause, `wake` or an event of the page starts the next attempt. */
  #wait(ms: number): void {
    if (ms === Infinity) return;
    this.#timer = this.#settings.clock.schedule(() => this.#connect(), ms);
  }

  #pause(): void {
    const { reason } = this.#pauses;
    if (reason === undefined || reason === this.#pausedFor) return;
    this.#pausedFor = reason;
    this.#emit({ kind: 'paused', reason });
  }

  // ——— the end

  #stop(): void {
    this.#ended = true;
    this.#endAttempt();
  }

  /** Ends the attempt and the wait. */
  #endAttempt(): void {
    this.#timer?.unsubscribe();
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.close();
    this.#plan.release?.();
  }

  #emit(event: PushEvent<T>): void {
    if (this.#settings.observe === 'events') this.#subscriber.next(event);
  }
}
