import type { Framing } from './framing';
import type { BoundedFramer } from './bounded-framer';
import { createTextBuffer } from './text-buffer';

/** The whole text is one message. An empty text is no message. */
export const whole: Framing = { create: createWhole };

function createWhole(): BoundedFramer {
  const held = createTextBuffer();
  return {
    get pending() {
      return held.length;
    },
    push(text) {
      if (text !== '') held.add(text);
      return [];
    },
    end() {
      return held.length === 0 ? [] : [held.take()];
    },
  };
}
