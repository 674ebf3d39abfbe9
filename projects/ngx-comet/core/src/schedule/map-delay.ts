import type { RetrySchedule, Setback } from './retry-schedule';
import { clampDelay } from '../platform/clamp-delay';

/** The given schedule with another delay; where it gives up, so does the result. */
export function mapDelay(
  schedule: RetrySchedule,
  map: (delay: number, setback: Setback) => number | undefined,
): RetrySchedule {
  return (setback) => {
    const delay = schedule(setback);
    const mapped = delay === undefined ? undefined : map(clampDelay(delay), setback);
    return mapped === undefined ? undefined : clampDelay(mapped);
  };
}
