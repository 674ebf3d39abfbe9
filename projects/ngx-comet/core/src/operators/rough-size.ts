/** What a number, a property or an item takes at most in common engines, in bytes. */
const SLOT = 8;

/**
 * About how many bytes a decoded value takes: two for each character, the length of binary data, and 8 for each item,
 * property and simple value. An object that is in it twice counts once. It stops counting beyond `limit`.
 */
export function roughSize(value: unknown, limit: number): number {
  const seen = new Set<unknown>();
  const left: unknown[] = [value];
  let size = 0;
  while (left.length > 0 && size <= limit) {
    const one = left.pop();
    size += SLOT;
    if (typeof one === 'string') size += 2 * one.length;
    if (typeof one !== 'object' || one === null || seen.has(one)) continue;
    seen.add(one);
    if (ArrayBuffer.isView(one) || one instanceof ArrayBuffer) size += one.byteLength;
    // One by one: a call takes only so many arguments.
    else for (const part of partsOf(one)) left.push(part);
  }
  return size;
}

function partsOf(value: object): Iterable<unknown> {
  return value instanceof Map || value instanceof Set ? value : Object.values(value);
}
