import type { SchedulerLike } from 'rxjs';
import { timeLimit } from '../../platform/time-limit';
import { PushError } from '../../vocabulary/push-error';
import type { Transport } from '../../vocabulary/transport';

/** The time limit of a poll. */
export interface PollLimit {
  readonly mode: 'short' | 'long';
  /** Milliseconds; 0 = no limit. */
  readonly timeout: number;
  readonly clock: SchedulerLike;
}

/**
 * Limits the time of each poll. At the limit, a long poll ends normally, because the server had no news. A short poll
 * is lost.
 */
export function limitPoll(poll: Transport, { mode, timeout, clock }: PollLimit): Transport {
  if (timeout === 0) return poll;
  return (attempt, sink) => {
    const timer = timeLimit(clock, timeout, () => {
      if (sink.refused) return;
      if (mode === 'long') {
        sink.done();
      } else {
        sink.lost(
          new PushError('timeout', `no answer within ${timeout} ms`, { transient: true, transport: 'polling' }),
        );
      }
    });
    try {
      const hangUp = poll(attempt, sink);
      return () => {
        timer.unsubscribe();
        hangUp();
      };
    } catch (error) {
      timer.unsubscribe();
      throw error;
    }
  };
}
