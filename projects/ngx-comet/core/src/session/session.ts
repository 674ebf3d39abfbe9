import type { Subscriber, Subscription } from 'rxjs';
import type { Attempt } from '../vocabulary/attempt';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { Continuity, PauseReason, PushEvent } from '../vocabulary/push-event';
import { Backoff } from '../schedule/backoff';
import { Pauses, type PauseListener } from './pauses';
import { MessageReceiver, type ReceiverListener } from './message-receiver';
import { SessionAttempt, type AttemptListener } from './session-attempt';
import type { SessionPlan } from './plan';
import type { Settings } from './settings';
import { pageEvents, type PageEvent } from '../platform/page-events';

/**
 * What one subscription needs whatever its transport: it makes attempts one after the other, never two at once, and tells
 * what happens to them. The loop is flat: every attempt starts from a timer or from outside, never from the one before it.
 */
export class Session<T> implements AttemptListener, ReceiverListener, PauseListener {
  readonly #settings: Settings<T>;
  readonly #plan: SessionPlan<T>;
  readonly #subscriber: Subscriber<unknown>;
  readonly #receiver: MessageReceiver<T>;
  readonly #backoff: Backoff;
  readonly #pauses: Pauses;
  #watches: Subscription[] = [];
  #line: SessionAttempt | undefined;
  #timer: Subscription | undefined;
  #attempt = 0;
  /** Counts the beginnings of attempts, to notice that whoever was told something began another one. */
  #round = 0;
  /** It was told that a connection is on its way, and nothing since. */
  #connecting = false;
  #openedAt: number | undefined;
  #everOpen = false;
  #continuity: Continuity | undefined;
  #deliveredBefore = 0;
  /** The cursor that was asked for since the last loss. */
  #sent: string | undefined;
  #lastError: PushError | undefined;
  #pausedFor: PauseReason | undefined;
  #ended = false;

  constructor(settings: Settings<T>, plan: SessionPlan<T>, subscriber: Subscriber<unknown>) {
    this.#settings = settings;
    this.#plan = plan;
    this.#subscriber = subscriber;
    this.#receiver = new MessageReceiver(settings, plan, subscriber, this);
    this.#backoff = new Backoff(settings);
    this.#pauses = new Pauses(settings.gate, settings.pauseWhile);
  }

  start(): void {
    // The first values of the gates come while nothing has started, so that one decision follows all of them.
    let starting = true;
    const watched = this.#pauses.watch({
      hangUp: () => {
        if (!starting) this.hangUp();
      },
      wake: () => {
        if (!starting) this.wake();
      },
      failed: (option, cause) => {
        this.failed(option, cause);
      },
    });
    starting = false;
    if (this.#ended) return watched.unsubscribe();
    this.#watches = [
      watched,
      pageEvents.subscribe((event) => {
        this.#onPageEvent(event);
      }),
    ];
    this.#connect();
  }

  stop(): void {
    this.#ended = true;
    this.#rest();
    for (const watch of this.#watches) watch.unsubscribe();
  }

  // ——— holds and the page

  hangUp(): void {
    this.#settle();
    this.#rest();
    this.#pause();
  }

  wake(): void {
    if (this.#ended || this.#line !== undefined) return;
    this.#timer?.unsubscribe();
    this.#connect();
  }

  /** Something of the caller failed, and nothing can go on without its answer. */
  failed(option: string, cause: unknown): void {
    this.fail(
      new PushError('aborted', `${option} failed: ${String(cause)}`, {
        transient: false,
        transport: this.#plan.transport,
        cause,
      }),
    );
  }

  #onPageEvent(event: PageEvent): void {
    switch (event.kind) {
      case 'frozen':
        this.#pauses.freeze();
        return this.hangUp();
      case 'thawed':
        if (this.#pauses.thaw()) this.wake();
        return;
      case 'online':
        return this.wake();
      case 'slept':
        return this.#onSleep(event.before);
    }
  }

  /** After a sleep nothing tells a live connection from a dead one, so it is replaced, at once: no herd sleeps in step. */
  #onSleep(before: number): void {
    if (this.#line === undefined) return this.wake();
    if (this.#line.startedAt > before) return;
    const error = new PushError('silence', 'the machine slept, the connection cannot be trusted', {
      transient: true,
      transport: this.#plan.transport,
    });
    this.#line.close(error);
    this.#fall(error, 0, () => error);
  }

  // ——— attempts

  #connect(): void {
    this.#timer?.unsubscribe();
    if (this.#pauses.reason !== undefined) return this.hangUp();
    const { clock, idleTimeout } = this.#settings;
    const { transport } = this.#plan;
    const round = ++this.#round;
    // A stream made of many short requests stays what it is from one to the next.
    if (this.#openedAt === undefined && !this.#connecting) {
      this.#connecting = true;
      this.#tell({ kind: 'connecting', transport, attempt: ++this.#attempt });
      if (this.#ended || this.#round !== round) return;
      if (this.#pauses.reason !== undefined) return this.hangUp();
    }
    const connectTimeout = this.#plan.connectTimeout ?? this.#settings.connectTimeout;
    const line = (this.#line = new SessionAttempt(
      this,
      this.#receiver,
      { connectTimeout, idleTimeout },
      clock,
      transport,
    ));
    this.#pausedFor = undefined;
    this.#deliveredBefore = this.#receiver.delivered;
    try {
      line.attach(this.#plan.connect(this.#describe(line), line));
    } catch (error) {
      line.lost(isPushError(error) ? error : this.#crashed(error));
    }
  }

  #describe({ signal }: SessionAttempt): Attempt {
    const sent = (): string | undefined => (this.#sent = this.#receiver.cursor);
    return {
      attempt: this.#attempt,
      // Read when it is sent: another wire of this attempt may have moved it. Who does not read it does not resume.
      get cursor() {
        return sent();
      },
      error: this.#lastError,
      signal,
    };
  }

  opened(): void {
    if (this.#openedAt === undefined) this.reopened(this.#sent !== undefined);
  }

  reopened(resumed: boolean): void {
    const continuity = resumed ? 'resumed' : this.#everOpen ? 'unknown' : 'first';
    this.#openedAt ??= this.#settings.clock.now();
    this.#connecting = false;
    this.#everOpen = true;
    this.#receiver.reopened();
    this.#continuity = undefined;
    this.continuity(continuity);
  }

  continuity(continuity: Continuity): void {
    // The numbers only confirm what the cursor promised.
    if (continuity === 'resumed' && this.#continuity === 'resumed') return;
    this.#continuity = continuity;
    this.#tell({ kind: 'open', transport: this.#plan.transport, continuity });
  }

  retryDelay(ms: number): void {
    this.#backoff.serverDelay = ms;
  }

  lost(_line: SessionAttempt, error: PushError): void {
    this.#fall(error, Infinity, () => this.#plan.recover?.(error) ?? error);
  }

  done(line: SessionAttempt): void {
    this.#line = undefined;
    let next: number | undefined;
    try {
      next = this.#plan.repeatAfter?.({
        delivered: this.#receiver.delivered - this.#deliveredBefore,
        took: this.#settings.clock.now() - line.startedAt,
      });
    } catch (cause) {
      return this.failed('interval', cause);
    }
    if (next === undefined) this.finish();
    else this.#wait(next);
  }

  finish(): void {
    if (this.#ended) return;
    this.stop();
    this.#subscriber.complete();
  }

  fail(error: PushError): void {
    if (this.#ended) return;
    this.stop();
    this.#subscriber.error(error);
  }

  lose(error: PushError): void {
    this.#line?.lost(error);
  }

  // ——— what follows a loss

  /** Waits for the next attempt as long as the judgement or the schedule says, `longest` milliseconds at most. */
  #fall(error: PushError, longest: number, judge: () => number | PushError): void {
    this.#line = undefined;
    this.#plan.release?.();
    this.#settle();
    this.#lastError = error;
    const { transport } = this.#plan;
    let next: number | PushError;
    try {
      // What breaks while nothing may connect says nothing of the way that was taken.
      const judged = this.#pauses.reason === undefined ? judge() : error;
      next = typeof judged === 'number' ? judged : this.#backoff.next(judged);
    } catch (cause) {
      return this.failed('retry or transient', cause);
    }
    if (typeof next !== 'number') return this.fail(next);
    const retryIn = Math.min(next, longest);
    const round = this.#round;
    this.#tell({ kind: 'lost', transport, error, retryIn });
    if (!this.#ended && this.#round === round) this.#wait(retryIn);
  }

  /** The connection is over; only one that was stable starts the count over, or a server that drops everybody at once is stormed. */
  #settle(): void {
    const { clock, stableAfter } = this.#settings;
    if (this.#openedAt !== undefined && clock.now() - this.#openedAt >= stableAfter) {
      this.#attempt = 0;
      this.#backoff.reset();
    }
    this.#openedAt = undefined;
    this.#connecting = false;
    this.#sent = undefined;
  }

  #wait(ms: number): void {
    this.#timer = this.#settings.clock.schedule(() => {
      this.#connect();
    }, ms);
  }

  #pause(): void {
    const { reason } = this.#pauses;
    if (reason === undefined || reason === this.#pausedFor) return;
    this.#pausedFor = reason;
    this.#tell({ kind: 'paused', reason });
  }

  /** Lets go of the wire and of the timer. */
  #rest(): void {
    this.#timer?.unsubscribe();
    const line = this.#line;
    this.#line = undefined;
    line?.close();
    this.#plan.release?.();
  }

  #tell(event: PushEvent<T>): void {
    if (this.#settings.observe === 'events') this.#subscriber.next(event);
  }

  #crashed(cause: unknown): PushError {
    return new PushError('unsupported', `the ${this.#plan.transport} transport cannot start: ${String(cause)}`, {
      transient: false,
      transport: this.#plan.transport,
      cause,
    });
  }
}
