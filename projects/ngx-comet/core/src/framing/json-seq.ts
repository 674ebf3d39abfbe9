import type { FramerFactory } from './bounded-framer';
import { JsonFramer } from './json-values';

const RS = '\x1e';

/**
 * JSON text sequences (RFC 7464): RS, a JSON text, LF. A text is emitted when it is complete, without waiting for the RS
 * of the next. A number, `true`, `false` or `null` without whitespace after it may have been cut: it is dropped (§2.4).
 * Any other text that was cut is emitted, so that decoding reports it. The next RS starts a new text.
 */
export const jsonSeq: FramerFactory = (listener, _maxMessageSize, transport) => {
  const framer = new JsonFramer(listener, transport, true);
  return {
    get pending() {
      return framer.pending;
    },
    push: (text) => {
      const [first = '', ...records] = text.split(RS);
      framer.push(first);
      for (const record of records) {
        framer.end();
        framer.push(record);
      }
    },
    end: () => {
      framer.end();
    },
  };
};
