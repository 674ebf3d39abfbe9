import { PushError } from '../vocabulary/push-error';
import { wireOf } from '../platform/wire';
import { checkedDelay } from './checked-delay';
import type { RetrySchedule } from './retry-schedule';

/** Counts the failures since the last stable run, and calculates the next delay from them. */
export class Backoff {
  /**
   * How long the server wants reconnections to wait, in milliseconds. It stays until the server sends another value.
   */
  serverDelay: number | undefined;
  readonly #clock: { now(): number };
  #retries = 0;
  #seriesStart = 0;
  #previous = 0;

  constructor(clock: { now(): number }) {
    this.#clock = clock;
  }

  /** After a stable run: the next failure is the first of a new series. */
  reset(): void {
    this.#retries = 0;
  }

  /**
   * Milliseconds until the next attempt, or the `gave-up` error if the schedule gives up. The schedule gets `error`.
   * `cause` is the original error.
   */
  next(schedule: RetrySchedule, error: PushError, cause: unknown): number | PushError {
    const now = this.#clock.now();
    if (this.#retries === 0) {
      this.#seriesStart = now;
      this.#previous = 0;
    }
    this.#retries++;
    const serverDelay = error.retryAfter ?? this.serverDelay;
    const delay = schedule({
      error,
      attempt: this.#retries,
      elapsed: Math.max(now - this.#seriesStart, 0),
      serverDelay,
      random: wireOf(this.#clock)?.random(serverDelay) ?? Math.random(),
      previous: this.#previous,
    });
    if (delay === undefined) return gaveUp(error, cause, this.#retries - 1);
    this.#previous = checkedDelay('retry', delay);
    return this.#previous;
  }
}

function gaveUp({ message, transport, url }: PushError, cause: unknown, retries: number): PushError {
  return new PushError('gave-up', `gave up after ${retries} ${retries === 1 ? 'retry' : 'retries'}: ${message}`, {
    transient: false,
    transport,
    url,
    cause,
  });
}
