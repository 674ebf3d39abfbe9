import type { FramerFactory } from './bounded-framer';
import { SseParser } from './sse-parser';

/** Server-sent events (WHATWG HTML §9.2), with their names and ids. An unfinished event is dropped. */
export const eventStream: FramerFactory = (listener, maxMessageSize) => {
  let parser: SseParser | undefined;
  let pending = 0;
  return {
    get pending() {
      return pending;
    },
    push: (text) => {
      parser ??= new SseParser(listener, maxMessageSize);
      if (!parser.push(text)) pending = Infinity;
    },
    end: () => {
      parser = undefined;
    },
  };
};
