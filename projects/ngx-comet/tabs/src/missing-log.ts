import { monotonicClock, type PushLogger } from 'ngx-comet/core';

/** How often missing messages are logged at most, in milliseconds. */
const EVERY = 10_000;

/** Logs that messages are missing in this tab, at once and then every 10 s at most. It needs no timer. */
export class MissingLog {
  readonly #logger: PushLogger;
  #warnedAt = -Infinity;
  /** How often messages were missed since the last warning. */
  #missed = 0;

  constructor(logger: PushLogger) {
    this.#logger = logger;
  }

  missed(why: string): void {
    const now = monotonicClock.now();
    this.#missed++;
    if (now - this.#warnedAt < EVERY) return;
    const times = this.#missed === 1 ? '' : ` (${this.#missed} times since the last warning)`;
    this.#logger.warn(`ngx-comet: messages are missing in this tab: ${why}${times}`);
    this.#missed = 0;
    this.#warnedAt = now;
  }
}
