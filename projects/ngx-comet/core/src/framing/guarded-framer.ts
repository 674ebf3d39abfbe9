import { PushError } from '../vocabulary/push-error';
import { shorten } from '../platform/shorten';
import type { BoundedFramer, FramerFactory } from './bounded-framer';
import type { Framer, Framing } from './framing';

/**
 * The framers of a caller's framing. An error that one throws is final, because a retry would fail the same way. Only
 * the calls of the framer are guarded: an error of the listener, which gets the messages, is not the framer's. A framer
 * may not be used again, so each stream of text gets a new one.
 */
export function guardedFramer(framing: Framing): FramerFactory {
  return (listener, maxMessageSize, transport) => {
    let framer: (Framer & Partial<Pick<BoundedFramer, 'pending'>>) | undefined;
    const deliver = (call: (framer: Framer) => string[]): void => {
      let messages: string[];
      try {
        messages = [...call((framer ??= framing.create(maxMessageSize)))];
      } catch (cause) {
        const what = `the framing failed: ${shorten(cause)}`;
        throw new PushError('protocol', what, { transient: false, transport, cause });
      }
      for (const message of messages) listener.message(message, 'message', undefined);
    };
    return {
      get pending() {
        return framer?.pending ?? 0;
      },
      push: (text) => {
        deliver((own) => own.push(text));
      },
      end: () => {
        deliver((own) => own.end());
        framer = undefined;
      },
    };
  };
}
