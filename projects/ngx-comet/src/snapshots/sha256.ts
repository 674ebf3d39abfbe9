type Eight = [number, number, number, number, number, number, number, number];

/** The constants of SHA-256, made when they are first needed. */
let constants: { readonly rounds: readonly number[]; readonly start: Eight } | undefined;

/**
 * The SHA-256 of a text in hexadecimal (FIPS 180-4 §6.2). The platform has only an asynchronous one, and only in secure
 * contexts. The key of a stream is needed at once and everywhere.
 */
export function sha256(text: string): string {
  const { rounds, start } = (constants ??= makeConstants());
  const data = padded(new TextEncoder().encode(text));
  let hash = start;
  for (let at = 0; at < data.byteLength; at += 64) hash = compressed(hash, rounds, data, at);
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The roots of the first primes: §4.2.2, §5.3.3. None is so close to a rounding limit that platforms could differ. */
function makeConstants(): { readonly rounds: readonly number[]; readonly start: Eight } {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return {
    rounds: primes.map((prime) => fraction(Math.cbrt(prime))),
    start: [2, 3, 5, 7, 11, 13, 17, 19].map((prime) => fraction(Math.sqrt(prime))) as Eight,
  };
}

/** The first 32 bits after the point. */
function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0;
}

/** The bytes, a one, zeros, and the number of bits (§5.1.1). */
function padded(bytes: Uint8Array): DataView {
  const { length } = bytes;
  const data = new Uint8Array((length + 9 + 63) & ~63);
  data.set(bytes);
  data[length] = 0x80;
  const view = new DataView(data.buffer);
  // A text has fewer than 2 ** 29 characters of up to three bytes: its bits need more than one word.
  view.setUint32(data.length - 8, length / 2 ** 29);
  view.setUint32(data.length - 4, length * 8);
  return view;
}

/** The hash after the block at `at` (§6.2.2). */
function compressed(hash: Eight, rounds: readonly number[], data: DataView, at: number): Eight {
  const schedule = new DataView(new ArrayBuffer(256));
  const word = (i: number): number => schedule.getInt32(i * 4);
  let [a, b, c, d, e, f, g, h] = hash;
  for (const [i, constant] of rounds.entries()) {
    const next = i < 16 ? data.getInt32(at + i * 4) : word(i - 16) + mixed(word(i - 15), word(i - 2)) + word(i - 7);
    schedule.setInt32(i * 4, next);
    const one = h + turned(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + constant + word(i);
    const two = turned(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  const added = [a, b, c, d, e, f, g, h];
  return hash.map((value, i) => (value + (added[i] ?? 0)) | 0) as Eight;
}

function mixed(early: number, late: number): number {
  return (turned(early, 7, 18) ^ (early >>> 3)) + (turned(late, 17, 19) ^ (late >>> 10));
}

/** The word turned right by each number of bits, combined. */
function turned(word: number, ...by: readonly number[]): number {
  return by.reduce((all, bits) => all ^ ((word >>> bits) | (word << (32 - bits))), 0);
}
