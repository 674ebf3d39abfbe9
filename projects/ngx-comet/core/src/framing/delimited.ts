import type { BoundedFramer } from './bounded-framer';
import type { SseListener } from './sse-parser';
import { createTextBuffer } from './text-buffer';

/**
 * Splits text at a delimiter in linear time: the pieces of a message are joined once, when its end arrives. Empty
 * messages are skipped. `endOf` returns where the text of a message ends, so it can leave out its last characters.
 */
export function createDelimited(
  listener: SseListener,
  delimiter: string,
  endOf: (text: string, start: number, end: number) => number = (_text, _start, end) => end,
): BoundedFramer {
  const held = createTextBuffer();
  // This many held characters may not belong to the message: the start of a delimiter, or the CR of a CRLF.
  const doubtful = Math.max(1, delimiter.length - 1);
  // The last held characters: they may be the start of a delimiter.
  let tail = '';

  function cut(text: string): void {
    let start = 0;
    for (let end = text.indexOf(delimiter); end >= 0; end = text.indexOf(delimiter, start)) {
      const last = endOf(text, start, end);
      if (last > start) listener.message(text.slice(start, last), 'message', undefined);
      start = end + delimiter.length;
    }
    hold(start === 0 ? text : text.slice(start));
  }

  function hold(text: string): void {
    if (text !== '') held.add(text);
    tail = delimiter.length === 1 ? '' : (tail + text).slice(1 - delimiter.length);
  }

  return {
    get pending() {
      return Math.max(0, held.length - doubtful);
    },
    push(text) {
      if (held.length === 0) return cut(text);
      if (!(tail + text).includes(delimiter)) return hold(text);
      tail = '';
      held.add(text);
      cut(held.take());
    },
    end() {
      const message = held.take();
      tail = '';
      const last = endOf(message, 0, message.length);
      if (last > 0) listener.message(message.slice(0, last), 'message', undefined);
    },
  };
}
