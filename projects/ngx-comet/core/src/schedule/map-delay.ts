import type { RetrySchedule, Setback } from './retry-schedule';
import { clampDelay } from '../platform/clamp-delay';
import { checkedDelay } from './checked-delay';

/** Changes the delays of a schedule. If the schedule gives up, the result does so too. */
export function mapDelay(
  schedule: RetrySchedule,
  map: (delay: number, setback: Setback) => number | undefined,
): RetrySchedule {
  return (setback) => {
    const delay = schedule(setback);
    const mapped = delay === undefined ? undefined : map(checkedDelay('retry', delay), setback);
    return mapped === undefined ? undefined : clampDelay(mapped);
  };
}
