/** Text that arrives in pieces and is wanted whole. */
export interface TextBuffer {
  /** The number of characters in it. */
  length: number;
  add(text: string): void;
  /** Empties it, and returns everything that was added. */
  take(): string;
}

// How many pieces are kept apart. Beyond, they are joined, so that a peer that sends a byte at a time, or whose pieces are
// small slices of large chunks, cannot make the buffer cost much more memory than its characters.
const MAX_PIECES = 1024;

/** A {@link TextBuffer} that joins each piece at most twice: appending to one string would cost quadratic time on some engines. */
export function createTextBuffer(): TextBuffer {
  let joined: string[] = [];
  let pieces: string[] = [];
  return {
    length: 0,
    add(text) {
      this.length += text.length;
      if (pieces.push(text) < MAX_PIECES) return;
      joined.push(pieces.join(''));
      pieces = [];
    },
    take() {
      const text = joined.join('') + pieces.join('');
      joined = [];
      pieces = [];
      this.length = 0;
      return text;
    },
  };
}
