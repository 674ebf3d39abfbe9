import type { Framer } from './framing';

/** A framer that counts the characters of an unfinished message, so that the transport can limit them. */
export interface BoundedFramer extends Framer {
  /** The unfinished message has at least this many characters. */
  readonly pending: number;
  /** Like `push`, but emits each message at once: an array of messages costs more time. Usable again after `end`. */
  pushEach?(text: string, emit: (message: string) => void): void;
}

/** Returns `pending` of a framer; 0 if it has none, which a caller's framer may not have. */
export function pendingOf(framer: Framer): number {
  return (framer as Partial<BoundedFramer>).pending ?? 0;
}
