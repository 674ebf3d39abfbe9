import type { Framing } from './framing';
import type { BoundedFramer } from './bounded-framer';
import { createTextBuffer } from './text-buffer';

const RS = '\x1e';
const LF = 10;
const QUOTE = 34;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const JSON_WHITESPACE = ' \t\n\r';
/** Values that only whitespace ends: without it, they may be the start of a longer value (RFC 7464 §2.4). */
const MAY_GO_ON = /^(?:-?\d|true$|false$|null$)/;

/**
 * JSON text sequences (RFC 7464): RS, a JSON text, LF. A text is emitted at its LF, without waiting for the RS of the
 * next. An LF within brackets or a string does not end a text. A number, `true`, `false` or `null` without whitespace
 * after it may have been cut: it is dropped (§2.4). Any other text that was cut is emitted, so that decoding reports
 * it. The next RS starts a new text.
 */
export const jsonSeq: Framing = { create: createJsonSeq };

function createJsonSeq(): BoundedFramer {
  const held = createTextBuffer();
  const ends = createTextEnds();

  function emit(messages: string[]): void {
    const element = held.take();
    const text = element.trim();
    if (text === '' || (MAY_GO_ON.test(text) && !JSON_WHITESPACE.includes(element.slice(-1)))) return;
    messages.push(text);
  }

  function scan(part: string, messages: string[]): void {
    let start = 0;
    for (let end = ends.next(part, 0); end >= 0; end = ends.next(part, start)) {
      held.add(part.slice(start, end + 1));
      emit(messages);
      start = end + 1;
    }
    if (start < part.length) held.add(part.slice(start));
  }

  return {
    get pending() {
      return held.length;
    },
    push(text) {
      const messages: string[] = [];
      const [first = '', ...records] = text.split(RS);
      scan(first, messages);
      for (const record of records) {
        emit(messages);
        ends.reset();
        scan(record, messages);
      }
      return messages;
    },
    end() {
      const messages: string[] = [];
      emit(messages);
      return messages;
    },
  };
}

/** Finds the LFs outside strings and brackets. It reads each character once, wherever the text is cut into parts. */
function createTextEnds(): { next(part: string, from: number): number; reset(): void } {
  let depth = 0;
  let inString = false;
  let escaped = false;
  return {
    next(part, from) {
      for (let at = from; at < part.length; at++) {
        const code = part.charCodeAt(at);
        if (escaped) escaped = false;
        else if (inString) {
          if (code === BACKSLASH) escaped = true;
          else if (code === QUOTE) inString = false;
        } else if (code === QUOTE) inString = true;
        else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
        else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth = Math.max(0, depth - 1);
        else if (code === LF && depth === 0) return at;
      }
      return -1;
    },
    reset() {
      depth = 0;
      inString = false;
      escaped = false;
    },
  };
}
