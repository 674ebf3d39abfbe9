import type { Framing } from '../../framing/framing';
import type { RawData } from '../../vocabulary/transport';
import { pendingOf } from '../../framing/bounded-framer';
import { guardedFramer } from '../../framing/guarded-framer';

/** Takes the chunks of a response, and returns the messages that are complete. */
export interface AnswerParts {
  push(bytes: Uint8Array): readonly RawData[];
  /** Called when the response has ended without an error. */
  end(): readonly RawData[];
  /** Returns how much it holds of an unfinished message: bytes, or characters of text. */
  held(): number;
}

/** One decoder decodes all chunks: it strips one BOM, and decodes a character that two chunks share (Encoding §6). */
export function textParts(framing: Framing, maxMessageSize: number): AnswerParts {
  const decoder = new TextDecoder();
  const framer = guardedFramer(framing, maxMessageSize, 'polling');
  return {
    push: (bytes) => framer.push(decoder.decode(bytes, { stream: true })),
    end: () => [...framer.push(decoder.decode()), ...framer.end()],
    held: () => pendingOf(framer),
  };
}

/** All bytes are one message. No bytes are no message. */
export function wholeBytes(): AnswerParts {
  let buffer = new Uint8Array(0);
  let size = 0;
  return {
    push(bytes) {
      const start = size;
      size += bytes.byteLength;
      if (size > buffer.byteLength) {
        // Doubles the buffer. Otherwise a response of many small chunks would take quadratic time.
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
