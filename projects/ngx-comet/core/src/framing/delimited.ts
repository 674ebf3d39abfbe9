import type { BoundedFramer } from './bounded-framer';
import { createTextBuffer } from './text-buffer';

/**
 * Cuts text at a delimiter, in time that is linear in its length: what has not ended is joined once, when its end comes.
 * Empty messages are skipped. `endOf` may leave out what stands at the end of a message.
 */
export function createDelimited(
  delimiter: string,
  endOf: (text: string, start: number, end: number) => number = (_text, _start, end) => end,
): BoundedFramer {
  const held = createTextBuffer();
  // The most that may turn out to be no part of the message: the start of a delimiter, or the CR of a CRLF.
  const doubtful = Math.max(1, delimiter.length - 1);
  // The end of what is held, where the start of a delimiter may be.
  let tail = '';

  function cut(text: string, tell: (message: string) => void): void {
    let start = 0;
    for (let end = text.indexOf(delimiter); end >= 0; end = text.indexOf(delimiter, start)) {
      const last = endOf(text, start, end);
      if (last > start) tell(text.slice(start, last));
      start = end + delimiter.length;
    }
    hold(start === 0 ? text : text.slice(start));
  }

  function hold(text: string): void {
    if (text !== '') held.add(text);
    tail = delimiter.length === 1 ? '' : (tail + text).slice(1 - delimiter.length);
  }

  function pushEach(text: string, tell: (message: string) => void): void {
    if (held.length === 0) return cut(text, tell);
    if (!(tail + text).includes(delimiter)) return hold(text);
    tail = '';
    // Joined in there, it is flat: a string that was added to another is slower to look into.
    held.add(text);
    cut(held.take(), tell);
  }

  return {
    get pending() {
      return Math.max(0, held.length - doubtful);
    },
    pushEach,
    push(text) {
      const messages: string[] = [];
      pushEach(text, (message) => messages.push(message));
      return messages;
    },
    end() {
      const message = held.take();
      tail = '';
      const last = endOf(message, 0, message.length);
      return last === 0 ? [] : [message.slice(0, last)];
    },
  };
}
