import type { Framing } from './framing';
import type { BoundedFramer } from './bounded-framer';
import { SseParser } from './sse-parser';

/** The most characters kept of an unfinished event if `create` is called without a limit. */
const MOST_KEPT = 16 * 1024 * 1024;

/**
 * The data of server-sent events (WHATWG HTML §9.2). Names, ids and comments are ignored. An unfinished event is
 * dropped.
 */
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
      const complete = messages;
      messages = [];
      return complete;
    },
    end: () => [],
  };
}
