import { checkedMs } from './checked-ms';
import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits any time between `ms` and three times the delay before it, all equally likely, with the schedule's own delay as the
 * ceiling of that range: the delays grow by chance, so that clients that failed together drift apart. The first is drawn
 * from `ms` to three times `ms`. Where the ceiling is lower than `ms`, the ceiling is the delay.
 *
 * @param ms - the shortest delay in milliseconds, 0 or more
 * @throws TypeError if `ms` is negative or not a finite number
 *
 * @usageNotes
 * ```ts
 * const drifting = schedule(constant(60_000), decorrelatedJitter(1_000));   // from 1 s up to 60 s
 * ```
 */
export function decorrelatedJitter(ms: number): RetryModifier {
  checkedMs('ms of decorrelatedJitter()', ms);
  return (schedule) =>
    mapDelay(schedule, (ceiling, { random, previous }) => {
      // The ceiling narrows the range and does not cut the result off: cut off, late clients would line up at it.
      const longest = Math.min(ceiling, 3 * Math.max(previous, ms));
      const shortest = Math.min(ms, longest);
      return shortest + random * (longest - shortest);
    });
}
