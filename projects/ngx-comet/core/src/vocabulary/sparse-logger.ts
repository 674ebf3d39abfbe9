import type { PushLogger } from './push-logger';

/** How often a warning that repeats is logged at most, in milliseconds. */
const EVERY = 10_000;

/**
 * A logger for one kind of warning: it logs the first at once, and after that at most one every 10 s, which says how
 * many were left out. It has no timer, so it needs no end.
 */
export function sparseLogger(logger: PushLogger, now: () => number): PushLogger {
  let loggedAt = -Infinity;
  let more = 0;
  return {
    warn: (message, ...details) => {
      const at = now();
      if (at - loggedAt < EVERY) {
        more++;
        return;
      }
      logger.warn(more === 0 ? message : `${message} (and ${more} more since the last warning)`, ...details);
      loggedAt = at;
      more = 0;
    },
  };
}
