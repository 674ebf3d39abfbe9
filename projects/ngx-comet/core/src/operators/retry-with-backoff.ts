import {
  BehaviorSubject,
  defer,
  exhaustMap,
  filter,
  merge,
  type MonoTypeOperatorFunction,
  NEVER,
  type Observable,
  retry,
  skipWhile,
  Subject,
  switchMap,
  take,
  tap,
  timer,
  using,
} from 'rxjs';
import { check, checkOptions } from '../checks/check';
import { aFunction, having, milliseconds } from '../checks/kinds';
import { operatorClock, operatorNow } from '../platform/monotonic-clock';
import type { RetrySchedule } from '../schedule/retry-schedule';
import { Backoff } from '../schedule/backoff';
import { WakeLimit } from '../schedule/wake-limit';
import { defaultRetry } from '../schedule/default-retry';
import type { PushError } from '../vocabulary/push-error';
import { pushEvent } from '../vocabulary/push-event';
import type { StatusReport } from '../vocabulary/status-report';
import { toPushError } from '../vocabulary/to-push-error';
import { keepingStatus } from './keeping-status';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';

declare const ngDevMode: object | boolean | undefined;

/** The options of {@link retryWithBackoff}. */
export interface RetryWithBackoffOptions {
  /**
   * An attempt that runs this long after its first value is stable: its failure is the first of a new series.
   * Milliseconds, default 5,000.
   */
  readonly stableAfter?: number | undefined;
  /**
   * Attempts start only while its latest value is true, the first attempt too. When it turns true, a wait ends at once.
   * It is subscribed as long as the stream is. After it completes, its last value stays valid. After it errors, the
   * stream errors with the same error at the next wait.
   */
  readonly gate?: Observable<boolean> | undefined;
  /**
   * Each emission ends a wait at once, for example of a button "retry now". A closed `gate` still holds. After ten
   * emissions in a row, one per second ends a wait. It is subscribed as long as the stream is. Its completion has no
   * effect. After it errors, the stream errors with the same error at the next wait.
   */
  readonly wake?: Observable<unknown> | undefined;
}

/**
 * Subscribes to the source again when it errors, after the delay of a schedule. It works with any Observable, such as a
 * feed or a single HTTP call. The streams of this package retry without it.
 *
 * The count of failures, and with it the delay, is reset only after an attempt that ran for `stableAfter` after its
 * first value. It is not reset by an attempt that emits a value and fails soon after, nor by a long attempt that never
 * emits. A source with a single answer never resets it, because the source completes after its value.
 *
 * Errors of other Observables are classified by their kind. An HTTP status (`HttpErrorResponse`, `AjaxError`) decides
 * by its number. Timeouts and network failures are transient, aborts and mistakes in code are final, and all other
 * errors are transient. Only `whenTransient()`, which is part of the default schedule, uses this: without it every
 * error is retried.
 *
 * When the schedule gives up at a final error, the stream errors with that error, unchanged. At a transient error, the
 * stream errors with a `PushError` of code `gave-up` whose `cause` is that error.
 *
 * All delays are asynchronous, also delays of 0. So failures in a row do not overflow the stack.
 *
 * @param schedule - default `defaultRetry()`
 * @throws TypeError if the schedule is not a function or an option is wrong
 *
 * @usageNotes
 * ```ts
 * const prices$ = http.get<Prices>('/prices').pipe(
 *   retryWithBackoff(schedule(defaultRetry(), upTo(5)), { gate: online() }),
 * );
 * ```
 */
export function retryWithBackoff<T>(
  schedule: RetrySchedule = defaultRetry(),
  options: RetryWithBackoffOptions = {},
): MonoTypeOperatorFunction<T> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    check('schedule', schedule, aFunction);
    checkOptions<RetryWithBackoffOptions>('retryWithBackoff', options, {
      stableAfter: milliseconds,
      gate: having('subscribe', 'an Observable of booleans'),
      wake: having('subscribe', 'an Observable'),
    });
  }
  const { gate, wake = NEVER, ...rest } = own(options);
  const stableAfter = numberOr(5_000, rest.stableAfter);

  return keepingStatus((source, report) =>
    defer(() => {
      const series = new Series(schedule, stableAfter, report);
      const delivered = tap<T>(() => {
        series.delivered();
      });
      // RxJS's retry is a flat loop if its notifier is asynchronous.
      const retried = (wait: (delay: number) => Observable<unknown>): Observable<T> =>
        source.pipe(delivered, retry({ delay: (error: unknown) => wait(series.failed(error)) }));
      return woken(wake, (due) => (gate === undefined ? retried(due) : gated(gate, due, retried)));
    }),
  );
}

/** `due` is the end of a wait: its delay is over, or `wake` emitted. */
function woken<T>(
  wake: Observable<unknown>,
  make: (due: (delay: number) => Observable<unknown>) => Observable<T>,
): Observable<T> {
  const wakes = new Subject<void>();
  const limit = new WakeLimit(operatorNow);
  return using(
    () =>
      wake.subscribe({
        next: () => {
          wakes.next();
        },
        error: (error: unknown) => {
          wakes.error(error);
        },
      }),
    () =>
      make((delay) =>
        merge(timer(delay, operatorClock()), wakes.pipe(exhaustMap(() => timer(limit.next(), operatorClock())))),
      ),
  );
}

/** Starts attempts only while the gate is open, and ends a wait when it opens. */
function gated<T>(
  gate: Observable<boolean>,
  due: (delay: number) => Observable<unknown>,
  retried: (wait: (delay: number) => Observable<unknown>) => Observable<T>,
): Observable<T> {
  const latest = new BehaviorSubject(false);
  const opened = latest.pipe(filter((isOpen) => isOpen));
  return using(
    () =>
      gate.subscribe({
        next: (isOpen) => {
          latest.next(isOpen);
        },
        error: (error: unknown) => {
          latest.error(error);
        },
      }),
    () =>
      opened.pipe(
        take(1),
        switchMap(() =>
          retried((delay) => {
            const turnedTrue = latest.pipe(
              skipWhile((isOpen) => isOpen),
              filter((isOpen) => isOpen),
            );
            return merge(due(delay).pipe(switchMap(() => opened)), turnedTrue);
          }),
        ),
      ),
  );
}

/** The failures in a row of one subscription. */
class Series {
  readonly #backoff = new Backoff({ now: operatorNow });
  readonly #schedule: RetrySchedule;
  readonly #stableAfter: number;
  readonly #report: StatusReport | undefined;
  #firstValue: number | undefined;

  constructor(schedule: RetrySchedule, stableAfter: number, report: StatusReport | undefined) {
    this.#schedule = schedule;
    this.#stableAfter = stableAfter;
    this.#report = report;
  }

  delivered(): void {
    this.#firstValue ??= operatorNow();
  }

  /** Returns the delay until the next attempt, or throws the error that ends the stream. */
  failed(cause: unknown): number {
    if (this.#firstValue !== undefined && operatorNow() - this.#firstValue >= this.#stableAfter) {
      this.#backoff.reset();
    }
    this.#firstValue = undefined;
    const error = toPushError(cause);
    const next = this.#backoff.next(this.#schedule, error, cause);
    if (typeof next !== 'number') throw error.transient ? next : cause;
    this.#reportLoss(error, next);
    return next;
  }

  /** A stream of this package that ended reports no loss. Other sources have no status. */
  #reportLoss(error: PushError, retryIn: number): void {
    const { transport } = error;
    if (transport !== undefined) this.#report?.event(pushEvent({ kind: 'lost', transport, error, retryIn }));
  }
}
