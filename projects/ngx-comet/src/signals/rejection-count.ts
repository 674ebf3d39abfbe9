import type { PushError, PushLogger } from 'ngx-comet/core';
import { rejection } from '../service/rejection';

/** How often rejected messages are logged at most, in milliseconds. */
const EVERY = 10_000;

/**
 * Logs the rejected messages of a source that emits events: the first at once, and then at most one every 10 s, with
 * the number of the others. A stream that emits no events limits its warnings itself.
 */
export class RejectionCount {
  readonly #logger: PushLogger;
  readonly #now: () => number;
  #loggedAt = -Infinity;
  #more = 0;

  constructor(logger: PushLogger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  rejected(error: PushError, raw: unknown): void {
    const now = this.#now();
    if (now - this.#loggedAt < EVERY) {
      this.#more++;
      return;
    }
    this.end();
    this.#loggedAt = now;
    const { message, transport } = error;
    this.#logger.warn(`ngx-comet: a ${transport} message was rejected: ${message}`, rejection(error, raw));
  }

  /** Logs the number of those that are not logged yet. */
  end(): void {
    if (this.#more > 0) this.#logger.warn(`ngx-comet: ${this.#more} more messages were rejected`);
    this.#more = 0;
  }
}
