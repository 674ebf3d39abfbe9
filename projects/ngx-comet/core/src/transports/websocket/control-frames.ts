import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink, RawData } from '../../vocabulary/transport';
import { MAX_HELD } from '../../platform/size-of';
import { shorten } from '../../platform/shorten';
import type { WebSocketLike } from '../../platform/websocket-like';
import type { SendQueue } from './send-queue';
import type { WebSocketOptions } from './websocket-options';

/** The parts of a connection that its control frames use. */
export interface ControlledConnection<Out> {
  readonly socket: WebSocketLike;
  readonly sendQueue: SendQueue<Out>;
  readonly sink: AttemptSink;
  readonly maxMessageSize: number;
}

/** Returns the function that asks `control` about each frame of one connection. It returns true for a taken frame. */
export function controlFrames<Out>(
  control: NonNullable<WebSocketOptions<unknown, Out>['control']>,
  { socket, sendQueue, sink, maxMessageSize }: ControlledConnection<Out>,
): (raw: RawData) => boolean {
  const reply = (value: Out): void => {
    // A kept `reply` may be called when the queue sends over the next connection already. And a peer that sends pings and
    // reads nothing must not fill the memory.
    if (!sink.closed && !(socket.bufferedAmount >= MAX_HELD)) sendQueue.pushNow(value);
  };
  return (raw) => {
    // A frame that is too long is left to the receiver, which ends the stream.
    if (sink.closed || raw.length > maxMessageSize) return false;
    let taken: unknown;
    try {
      taken = control(raw, reply);
    } catch (cause) {
      const message = `control failed: ${shorten(cause)}`;
      sink.reject(raw, new PushError('decode', message, { transient: false, transport: 'websocket', cause }));
      return true;
    }
    // An `async` function returns a promise, which is no answer.
    return taken === true;
  };
}
