import type { Framer, Framing } from './framing';
import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';
import { type BoundedFramer, pendingOf } from './bounded-framer';
import { shorten } from '../platform/shorten';

/**
 * Returns the framer of one connection. An error that a caller's framer throws is final, because a retry would fail the
 * same way. Only the calls of the framer are guarded: an error of a subscriber, which gets the messages, is not the
 * framer's.
 */
export function guardedFramer(
  framing: Framing,
  maxMessageSize: number,
  transport: TransportName,
): Framer & Partial<BoundedFramer> {
  const guarded = <R>(call: () => R): R => {
    try {
      return call();
    } catch (cause) {
      throw new PushError('protocol', `the framing failed: ${shorten(cause)}`, { transient: false, transport, cause });
    }
  };
  const framer: Framer & Partial<BoundedFramer> = guarded(() => framing.create(maxMessageSize));
  // Only this library's framers have `pushEach`, and they never throw.
  if (framer.pushEach !== undefined) return framer;
  return {
    get pending() {
      return pendingOf(framer);
    },
    push: (text) => guarded(() => framer.push(text)),
    end: () => guarded(() => framer.end()),
  };
}
