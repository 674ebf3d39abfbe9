import { checkedMs } from './checked-ms';
import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';

/**
 * Waits a random time between `ms` and three times the previous delay, all equally likely. The schedule's own delay is
 * the ceiling of that range. The delays grow by chance, so clients that failed together drift apart. The first delay is
 * between `ms` and three times `ms`. If the ceiling is lower than `ms`, the ceiling is the delay.
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
  const least = checkedMs('ms of decorrelatedJitter()', ms);
  return (schedule) =>
    mapDelay(schedule, (ceiling, { random, previous }) => {
      // The ceiling narrows the range. Cutting off the result instead would make many clients wait exactly the ceiling.
      const longest = Math.min(ceiling, 3 * Math.max(previous, least));
      const shortest = Math.min(least, longest);
      return shortest + random * (longest - shortest);
    });
}
