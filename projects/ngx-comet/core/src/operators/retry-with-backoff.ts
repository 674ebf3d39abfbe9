import {
  asyncScheduler,
  BehaviorSubject,
  defer,
  filter,
  merge,
  type MonoTypeOperatorFunction,
  type Observable,
  retry,
  skipWhile,
  switchMap,
  take,
  tap,
  timer,
  using,
} from 'rxjs';
import { check } from '../checks/check';
import { aFunction, having, milliseconds } from '../checks/kinds';
import type { RetrySchedule } from '../schedule/retry-schedule';
import { Backoff } from '../schedule/backoff';
import { defaultRetry } from '../schedule/default-retry';
import { toPushError } from '../vocabulary/to-push-error';

/** What `retryWithBackoff()` takes beside its schedule. */
export interface RetryWithBackoffOptions {
  /**
   * How long an attempt has to run after its first value before its failure counts as the first of a new series; milliseconds,
   * default 5,000.
   */
  readonly stableAfter?: number | undefined;
  /**
   * Attempts start only while its latest value is true, the first one included, and turning true ends a wait at once. It is
   * subscribed to as long as the stream is; once it completes its last value stays, and its error is the stream's at the next
   * wait.
   */
  readonly gate?: Observable<boolean> | undefined;
}

/**
 * Subscribes to the source again when it fails, after the delay that a schedule gives. It serves any Observable, be it a
 * feed or a single HTTP call; the streams of this package have it built in.
 *
 * The count of failures, and with it the delay, starts over only when an attempt ran on for `stableAfter` after its first
 * value: an attempt that delivers and fails soon after goes on with the series, and so does one that never delivered,
 * however long it took. A source of one answer never gets there, since what follows its value is its end.
 *
 * Errors of foreign Observables are judged as their kind allows: an HTTP status (`HttpErrorResponse`, `AjaxError`) by its
 * number, timeouts and network failures as transient, aborts and mistakes in code as final, all else as transient. Only
 * `whenTransient()`, which is part of the default schedule, asks for that judgement: without it every error is retried.
 *
 * When the schedule gives up, a final error surfaces as it came; after a transient one it is a `PushError` `gave-up` with
 * that error as its `cause`.
 *
 * Time is RxJS's `asyncScheduler`, delays of 0 included: failures in a row never nest.
 *
 * @param schedule - default `defaultRetry()`
 * @throws TypeError if the schedule is not a function or an option is wrong
 *
 * @usageNotes
 * ```ts
 * const prices$ = http.get<Prices>('/prices').pipe(
 *   retryWithBackoff(schedule(exponential(500), fullJitter(), upTo(5), whenTransient()), { gate: online() }),
 * );
 * ```
 */
export function retryWithBackoff<T>(
  schedule: RetrySchedule = defaultRetry(),
  options: RetryWithBackoffOptions = {},
): MonoTypeOperatorFunction<T> {
  const { stableAfter = 5_000, gate } = options;
  check('schedule', schedule, aFunction);
  check('stableAfter', stableAfter, milliseconds);
  check('gate', gate, having('subscribe', 'an Observable of booleans'));

  return (source) =>
    defer(() => {
      const series = new Series(schedule, stableAfter);
      const delivered = tap<T>(() => {
        series.delivered();
      });
      // RxJS's retry is a flat loop as long as its notifier is asynchronous.
      const retried = (wait: (delay: number) => Observable<unknown>): Observable<T> =>
        source.pipe(delivered, retry({ delay: (error: unknown) => wait(series.failed(error)) }));
      return gate === undefined ? retried((delay) => timer(delay)) : gated(gate, retried);
    });
}

/** Starts attempts only while the gate is open, and ends a wait when it opens. */
function gated<T>(
  gate: Observable<boolean>,
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
            const due = timer(delay).pipe(switchMap(() => opened));
            const turnedTrue = latest.pipe(
              skipWhile((isOpen) => isOpen),
              filter((isOpen) => isOpen),
            );
            return merge(due, turnedTrue);
          }),
        ),
      ),
  );
}

/** The failures in a row of one subscription. */
class Series {
  readonly #backoff = new Backoff(asyncScheduler);
  readonly #schedule: RetrySchedule;
  readonly #stableAfter: number;
  #firstValue: number | undefined;

  constructor(schedule: RetrySchedule, stableAfter: number) {
    this.#schedule = schedule;
    this.#stableAfter = stableAfter;
  }

  delivered(): void {
    this.#firstValue ??= asyncScheduler.now();
  }

  /** The delay until the next attempt; throws what ends the stream. */
  failed(cause: unknown): number {
    if (this.#firstValue !== undefined && asyncScheduler.now() - this.#firstValue >= this.#stableAfter) {
      this.#backoff.reset();
    }
    this.#firstValue = undefined;
    const error = toPushError(cause);
    const next = this.#backoff.next(this.#schedule, error, cause);
    if (typeof next === 'number') return next;
    throw error.transient ? next : cause;
  }
}
