/** What a number, a reference or an object counts. */
const WORD = 8;

/** Roughly the size of data: characters of text, bytes of binary data, and 8 for everything else. */
export function sizeOf(data: unknown): number {
  let size = 0;
  // A loop over a set reaches what is added meanwhile, and a value that contains itself only once.
  const parts = new Set<unknown>([data]);
  for (const part of parts) {
    if (typeof part === 'string') size += part.length;
    else size += WORD;
    if (typeof part !== 'object' || part === null) continue;
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
