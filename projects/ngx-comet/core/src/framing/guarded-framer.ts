import type { Framer, Framing } from './framing';
import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';
import { type BoundedFramer, pendingOf } from './bounded-framer';

/**
 * The framer of one connection. What one of the caller's throws is a mistake that it would make again, so it is final; nothing but
 * its own calls is guarded, as what it finds goes to the subscriber.
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
      throw new PushError('protocol', `the framing failed: ${String(cause)}`, { transient: false, transport, cause });
    }
  };
  const framer: Framer & Partial<BoundedFramer> = guarded(() => framing.create(maxMessageSize));
  // Only ours has it, and throws nothing.
  if (framer.pushEach !== undefined) return framer;
  return {
    get pending() {
      return pendingOf(framer);
    },
    push: (text) => guarded(() => framer.push(text)),
    end: () => guarded(() => framer.end()),
  };
}
