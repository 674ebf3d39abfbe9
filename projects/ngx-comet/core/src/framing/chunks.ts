import type { Framing } from './framing';

/** Each piece of text is a message. */
export const chunks: Framing = {
  create: () => ({
    push: (text) => (text === '' ? [] : [text]),
    end: () => [],
  }),
};
