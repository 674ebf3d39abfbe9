import type { BoundedFramer } from '../../framing/bounded-framer';

/** Takes the chunks of a response, and delivers each message when it is complete. */
export interface AnswerParts {
  push(bytes: Uint8Array): void;
  /** Called when the response has ended without an error. */
  end(): void;
  /** Returns how much it holds of an unfinished message: bytes, or characters of text. */
  held(): number;
}

/** One decoder decodes all chunks: it strips one BOM, and decodes a character that two chunks share (Encoding §6). */
export function textParts(framer: BoundedFramer): AnswerParts {
  const decoder = new TextDecoder();
  return {
    push: (bytes) => {
      framer.push(decoder.decode(bytes, { stream: true }));
    },
    end: () => {
      framer.push(decoder.decode());
      framer.end();
    },
    held: () => framer.pending,
  };
}

/** All bytes are one message. No bytes are no message. */
export function wholeBytes(deliver: (bytes: Uint8Array) => void): AnswerParts {
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
    },
    end: () => {
      if (size > 0) deliver(buffer.slice(0, size));
    },
    held: () => size,
  };
}
