import type { Framing } from './framing';
import type { BoundedFramer } from './bounded-framer';
import { SseParser } from './sse-parser';

/** What is kept of an unfinished event where nobody says how long one may be. */
const MOST_KEPT = 16 * 1024 * 1024;

/** The data of server-sent events (WHATWG HTML §9.2); names, ids and comments are left out, an unfinished event is dropped. */
export const eventStream: Framing = { create: createEventStream };

function createEventStream(maxMessageSize = MOST_KEPT): BoundedFramer {
  let messages: string[] = [];
  let overflowed = false;
  const nothing = (): void => undefined;
  const parser = new SseParser(
    {
      message: (data) => {
        if (data !== '') messages.push(data);
      },
      cursor: nothing,
      retryDelay: nothing,
    },
    maxMessageSize,
  );
  return {
    get pending() {
      return overflowed ? Infinity : 0;
    },
    push(text) {
      overflowed ||= !parser.push(text);
      const told = messages;
      messages = [];
      return told;
    },
    end: () => [],
  };
}
