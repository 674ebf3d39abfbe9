/** Joins text that arrives in pieces. */
export interface TextBuffer {
  /** The number of characters in the buffer. */
  length: number;
  add(text: string): void;
  /** Empties the buffer, and returns all the text that was added. */
  take(): string;
}

// The most pieces that are kept before they are joined. Otherwise a peer that sends a byte at a time, or whose pieces
// are small slices of large chunks, could make the buffer use much more memory than its characters need.
const MAX_PIECES = 1024;
/** So many pieces are joined in less time by `+` than by `join`. */
const FEW = 2;

/**
 * A {@link TextBuffer} that joins each piece at most twice. Appending to one string takes quadratic time on some
 * engines.
 */
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
      let text = joined.length > 0 ? joined.join('') : '';
      if (pieces.length > FEW) text += pieces.join('');
      else for (const piece of pieces) text += piece;
      if (joined.length > 0) joined = [];
      pieces = [];
      this.length = 0;
      return text;
    },
  };
}
