import type { Framer } from './framing';

/** A framer that says how many characters a message that has not ended has at least, so that they can be bounded. */
export interface BoundedFramer extends Framer {
  readonly pending: number;
  /** As `push`, but tells each message at once: collecting them costs more than finding them. After `end` it is as new. */
  pushEach?(text: string, tell: (message: string) => void): void;
}

/** How many characters a framer holds of a message that has not ended; 0 where it does not say, as a caller's own may not. */
export function pendingOf(framer: Framer): number {
  return (framer as Partial<BoundedFramer>).pending ?? 0;
}
