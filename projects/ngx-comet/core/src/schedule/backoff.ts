import { asTransient } from './as-transient';
import { PushError } from '../vocabulary/push-error';
import { clampDelay } from '../platform/clamp-delay';
import type { Settings } from '../session/settings';

/** The count of failures since the last stable connection, and what the schedule makes of the next one. */
export class Backoff {
  /** What the server asked reconnections to wait, in milliseconds; stays until it asks for something else. */
  serverDelay: number | undefined;
  readonly #settings: Pick<Settings<unknown>, 'retry' | 'transient' | 'clock'>;
  #retries = 0;
  #seriesStart = 0;
  #previous = 0;

  constructor(settings: Pick<Settings<unknown>, 'retry' | 'transient' | 'clock'>) {
    this.#settings = settings;
  }

  reset(): void {
    this.#retries = 0;
    this.#previous = 0;
  }

  /** Milliseconds until the next attempt, or the error that ends the stream. */
  next(error: PushError): number | PushError {
    const { retry, transient, clock } = this.#settings;
    const again = transient?.(error) ?? error.transient;
    if (retry === false || !again) return error;
    const now = clock.now();
    if (this.#retries === 0) this.#seriesStart = now;
    this.#retries++;
    const delay = retry({
      // The caller's `transient` has the last word; a schedule that asks the error itself has to hear the same.
      error: asTransient(error),
      attempt: this.#retries,
      elapsed: now - this.#seriesStart,
      serverDelay: error.retryAfter ?? this.serverDelay,
      random: Math.random(),
      previous: this.#previous,
    });
    if (delay === undefined) return gaveUp(error, this.#retries);
    this.#previous = clampDelay(delay);
    return this.#previous;
  }
}

function gaveUp(cause: PushError, retries: number): PushError {
  const tries = retries === 1 ? '1 attempt' : `${retries} attempts`;
  return new PushError('gave-up', `gave up after ${tries}: ${cause.message}`, {
    transient: false,
    transport: cause.transport,
    url: cause.url,
    cause,
  });
}
