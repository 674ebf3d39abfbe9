import type { Framing } from './framing';

/** Text as it comes. */
export const chunks: Framing = {
  create: () => ({
    push: (text) => (text === '' ? [] : [text]),
    end: () => [],
  }),
};
