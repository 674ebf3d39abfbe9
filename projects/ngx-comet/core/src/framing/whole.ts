import type { FramerFactory } from './bounded-framer';
import { createTextBuffer } from './text-buffer';

/** The whole text is one message. An empty text is no message. */
export const whole: FramerFactory = (listener) => {
  const held = createTextBuffer();
  return {
    get pending() {
      return held.length;
    },
    push: (text) => {
      if (text !== '') held.add(text);
    },
    end: () => {
      if (held.length > 0) listener.message(held.take(), 'message', undefined);
    },
  };
};
