/**
 * The most that a buffer holds, beside its bound in items: characters of text and bytes of binary data. A single item may
 * be larger: then it is the only one.
 */
export const MAX_HELD = 16 * 1024 * 1024;

/** What a number, a reference or an object counts. */
const WORD = 8;

/** Roughly the size of a value: characters of text, bytes of binary data, and 8 for everything else. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return WORD;
  let size = 0;
  // A loop over a set reaches what is added meanwhile, and a value that contains itself only once.
  const parts = new Set<object>([value]);
  for (const part of parts) {
    size += WORD;
    if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) size += part.byteLength;
    else if (part instanceof Blob) size += part.size;
    else {
      for (const [key, inner] of Object.entries<unknown>(part as Record<string, unknown>)) {
        if (typeof inner === 'object' && inner !== null) parts.add(inner);
        else size += typeof inner === 'string' ? inner.length : WORD;
        size += Array.isArray(part) ? 0 : key.length;
      }
    }
  }
  return size;
}
