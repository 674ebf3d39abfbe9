import type { SchedulerLike, Subscription } from 'rxjs';
import { timeLimit } from '../../platform/time-limit';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink } from '../../vocabulary/transport';
import type { HeartbeatOptions } from './websocket-options';
import { numberOr } from '../../platform/number-or';
import type { SendQueue } from './send-queue';
import { webSocketFailure } from './websocket-failure';
import { shorten } from '../../platform/shorten';

/** The parts of a connection that a heartbeat uses. */
export interface HeartbeatConnection<Out> {
  readonly clock: SchedulerLike;
  readonly sendQueue: SendQueue<Out>;
  readonly sink: AttemptSink;
  /** Returns how many frames have arrived so far. */
  readonly frames: () => number;
}

/** The time between two heartbeats if the option is wrong, in milliseconds. */
const EVERY = 30_000;

/**
 * Sends heartbeats while the socket is open. Any frame of the peer counts as an answer. The timer compares counts of
 * frames, so a frame needs no timer of its own. Returns the function that stops the heartbeats.
 */
export function startHeartbeat<Out>(
  { message, ...times }: HeartbeatOptions<Out>,
  { clock, sendQueue, sink, frames }: HeartbeatConnection<Out>,
): () => void {
  const every = numberOr(EVERY, times.every, Number.MIN_VALUE);
  const timeout = numberOr(every, times.timeout, Number.MIN_VALUE);
  let next: Subscription | undefined;
  let deadline: Subscription | undefined;
  const beat = (): void => {
    // A heartbeat that has no answer yet keeps its time limit.
    if (deadline === undefined) {
      const before = frames();
      deadline = timeLimit(clock, timeout, () => {
        deadline = undefined;
        if (frames() === before) sink.lost(silent(timeout));
      });
    }
    next = clock.schedule(beat, every);
    let value: Out;
    try {
      value = message();
    } catch (cause) {
      sink.lost(webSocketFailure('unsupported', `heartbeat.message failed: ${shorten(cause)}`, cause));
      return;
    }
    sendQueue.pushNow(value);
  };
  next = clock.schedule(beat, every);
  return () => {
    next?.unsubscribe();
    deadline?.unsubscribe();
  };
}

function silent(timeout: number): PushError {
  return new PushError('silence', `the peer did not answer the heartbeat within ${timeout} ms`, {
    transient: true,
    transport: 'websocket',
  });
}
