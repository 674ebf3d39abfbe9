import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits what the server asked for (`Retry-After`, RFC 9110 §10.2.3; `retry:` of server-sent events) plus the schedule's own
 * delay. With jitter before it, a herd that was told "5 s" does not come back as one; without a server's word it changes
 * nothing.
 *
 * @usageNotes
 * ```ts
 * const polite = schedule(exponential(1_000), cappedAt(60_000), fullJitter(), honouringServer());
 * ```
 */
export function honouringServer(): RetryModifier {
  return (schedule) => mapDelay(schedule, (delay, { serverDelay = 0 }) => serverDelay + delay);
}
