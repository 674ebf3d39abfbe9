import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits the delay that the server requests (`Retry-After`, RFC 9110 §10.2.3; `retry:` of server-sent events) plus the
 * schedule's own delay. Put jitter before it: otherwise clients that all got "5 s" reconnect at the same time. If the
 * server requests no delay, it changes nothing.
 *
 * @usageNotes
 * ```ts
 * const polite = schedule(exponential(1_000), cappedAt(60_000), fullJitter(), honouringServer());
 * ```
 */
export function honouringServer(): RetryModifier {
  return (schedule) => mapDelay(schedule, (delay, { serverDelay = 0 }) => serverDelay + delay);
}
