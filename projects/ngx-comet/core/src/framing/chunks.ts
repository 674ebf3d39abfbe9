import type { FramerFactory } from './bounded-framer';

/** Each piece of text is a message. */
export const chunks: FramerFactory = (listener) => ({
  pending: 0,
  push: (text) => {
    if (text !== '') listener.message(text, 'message', undefined);
  },
  end: () => undefined,
});
