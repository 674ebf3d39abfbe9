import type { SchedulerLike, Subscription } from 'rxjs';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink } from '../../vocabulary/transport';
import type { HeartbeatOptions } from './websocket-options';
import type { SendQueue } from './send-queue';
import { webSocketFailure } from './websocket-failure';

/** What a heartbeat needs of the connection. */
export interface HeartbeatConnection<Out> {
  readonly clock: SchedulerLike;
  readonly sendQueue: SendQueue<Out>;
  readonly sink: AttemptSink;
  /** How many frames came so far. */
  readonly heard: () => number;
}

/**
 * Asks for a sign of life while the socket is open; any frame is one. The timers compare a count, so that a message costs no
 * timer. Returns what stops it.
 */
export function startHeartbeat<Out>(
  { every, message, timeout = every }: HeartbeatOptions<Out>,
  { clock, sendQueue, sink, heard }: HeartbeatConnection<Out>,
): () => void {
  let question: Subscription | undefined;
  let deadline: Subscription | undefined;
  const ask = (): void => {
    // A question that is still open keeps its time limit.
    if (deadline === undefined) {
      const before = heard();
      deadline = clock.schedule(() => {
        deadline = undefined;
        if (heard() === before) sink.lost(silent(timeout));
      }, timeout);
    }
    question = clock.schedule(ask, every);
    let value: Out;
    try {
      value = message();
    } catch (cause) {
      sink.lost(webSocketFailure('unsupported', `heartbeat.message failed: ${String(cause)}`, cause));
      return;
    }
    sendQueue.pushNow(value);
  };
  question = clock.schedule(ask, every);
  return () => {
    question?.unsubscribe();
    deadline?.unsubscribe();
  };
}

function silent(timeout: number): PushError {
  return new PushError('silence', `the peer did not answer the heartbeat within ${timeout} ms`, {
    transient: true,
    transport: 'websocket',
  });
}
