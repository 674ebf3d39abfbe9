import type { Framer } from './framing';
import type { BoundedFramer } from './bounded-framer';

/** How many characters a framer holds of a message that has not ended; 0 where it does not say, as a caller's own may not. */
export function pendingOf(framer: Framer): number {
  return (framer as Partial<BoundedFramer>).pending ?? 0;
}
