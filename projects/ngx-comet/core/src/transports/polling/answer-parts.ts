import type { Framing } from '../../framing/framing';
import type { RawData } from '../../vocabulary/transport';
import { pendingOf } from '../../framing/bounded-framer';
import { guardedFramer } from '../../framing/guarded-framer';

/** Takes an answer as the network cuts it, and returns the messages that are whole. */
export interface AnswerParts {
  push(bytes: Uint8Array): readonly RawData[];
  /** The answer ended as it should. */
  end(): readonly RawData[];
  /** How much it holds of a message that has not ended: bytes, or characters of text. */
  held(): number;
}

/** One streaming decoder strips one BOM and keeps characters whole that were cut by the network (Encoding §6). */
export function textParts(framing: Framing, maxMessageSize: number): AnswerParts {
  const decoder = new TextDecoder();
  const framer = guardedFramer(framing, maxMessageSize, 'polling');
  return {
    push: (bytes) => framer.push(decoder.decode(bytes, { stream: true })),
    end: () => [...framer.push(decoder.decode()), ...framer.end()],
    held: () => pendingOf(framer),
  };
}

/** All bytes as one message; none are no message. */
export function wholeBytes(): AnswerParts {
  let buffer = new Uint8Array(0);
  let size = 0;
  return {
    push(bytes) {
      const start = size;
      size += bytes.byteLength;
      if (size > buffer.byteLength) {
        // Twice as much each time, so that an answer of many small chunks costs time and memory that are linear in its size.
        const larger = new Uint8Array(Math.max(size, 2 * start));
        larger.set(buffer.subarray(0, start));
        buffer = larger;
      }
      buffer.set(bytes, start);
      return [];
    },
    end: () => (size === 0 ? [] : [buffer.slice(0, size)]),
    held: () => size,
  };
}
