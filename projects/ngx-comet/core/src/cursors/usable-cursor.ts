/** The longest id that is kept as a cursor, in bytes of UTF-8. Cursors travel in headers, whose room is limited. */
export const MAX_CURSOR_BYTES = 1024;

/**
 * Returns whether an id can be a cursor: at most 1 KiB of UTF-8, without control characters and lone surrogates. Such an
 * id fits into a header and arrives there as it is (Fetch §2.2.2, "header value").
 */
export function usableCursor(id: string): boolean {
  const { length } = id;
  // No character takes less than one byte.
  if (length > MAX_CURSOR_BYTES) return false;
  for (let at = 0; at < length; at++) {
    const code = id.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return code > 0x7f && usableUnicode(id);
  }
  return true;
}

/** Matches control characters, lone surrogates included. */
const UNUSABLE = /[\p{Cc}\p{Cs}]/u;

function usableUnicode(id: string): boolean {
  return !UNUSABLE.test(id) && new TextEncoder().encode(id).length <= MAX_CURSOR_BYTES;
}
