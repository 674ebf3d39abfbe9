import type { Side } from './side.ts';
import type { Shaping } from './fault.ts';

/** Reading stops while more bytes than this wait to be written. */
const MOST_WAITING = 256 * 1024;

interface Piece {
  readonly bytes: Buffer;
  /** When it may be written, by `performance.now()`. */
  readonly due: number;
}

/** The bytes of one direction of a connection: in order, late, slow, in pieces or not at all, as its shapings say. */
export class Flow {
  readonly #from: Side;
  readonly #to: Side;
  readonly #random: () => number;
  #shapings: readonly Shaping[] = [];
  #queue: Piece[] = [];
  #waiting = 0;
  #held: Buffer[] = [];
  #lastDue = 0;
  #timer: NodeJS.Timeout | undefined;
  #blocked = false;
  #atEnd: (() => void) | undefined;
  passed = 0;

  constructor(from: Side, to: Side, random: () => number) {
    this.#from = from;
    this.#to = to;
    this.#random = random;
    to.stream.on('drain', () => {
      this.#blocked = false;
      this.#write();
    });
  }

  /** Applies to the bytes that are given from now on; what was held back goes on if nothing holds it any more. */
  shape(shapings: readonly Shaping[]): void {
    this.#shapings = shapings;
    if (this.#find('hold') === undefined && this.#held.length > 0) this.#schedule(Buffer.concat(this.#held.splice(0)));
    this.#pace();
    this.#write();
  }

  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const hold = this.#find('hold');
    if (hold === undefined) return this.#schedule(bytes);
    this.#held.push(bytes);
    const held = Buffer.concat(this.#held);
    if (held.length < hold.bytes) return;
    this.#held = [];
    this.#schedule(held);
  }

  /** Calls back when all that was given is written. What is held back goes on first, as a proxy sends it at the end. */
  end(atEnd: () => void): void {
    if (this.#held.length > 0) this.#schedule(Buffer.concat(this.#held.splice(0)));
    this.#atEnd = atEnd;
    this.#write();
  }

  /** Forgets what is not written yet. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#atEnd = undefined;
    this.#queue = [];
    this.#held = [];
    this.#waiting = 0;
  }

  #find<K extends Shaping['kind']>(kind: K): Extract<Shaping, { kind: K }> | undefined {
    return this.#shapings.find((each): each is Extract<Shaping, { kind: K }> => each.kind === kind);
  }

  #schedule(bytes: Buffer): void {
    const latency = this.#find('latency');
    const slices = this.#find('slices');
    const rate = this.#find('bandwidth')?.bytesPerSecond ?? Infinity;
    const late = latency === undefined ? 0 : latency.ms + (latency.jitter ?? 0) * this.#random();
    for (const piece of slices === undefined ? [bytes] : this.#cut(bytes, slices)) {
      const apart = (slices === undefined ? 0 : (slices.every ?? 1)) + (piece.length / rate) * 1_000;
      this.#lastDue = Math.max(performance.now() + late, this.#lastDue + apart);
      this.#queue.push({ bytes: piece, due: this.#lastDue });
      this.#waiting += piece.length;
    }
    this.#pace();
    this.#write();
  }

  *#cut(bytes: Buffer, { bytes: most, random = false }: Extract<Shaping, { kind: 'slices' }>): Generator<Buffer> {
    for (let at = 0; at < bytes.length;) {
      const size = random ? 1 + Math.floor(this.#random() * most) : most;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#blocked || this.#find('stall') !== undefined) return;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const wait = next.due - performance.now();
      if (wait > 0) {
        // Timers are whole milliseconds and may fire a bit early.
        this.#timer = setTimeout(() => this.#write(), Math.ceil(wait));
        return;
      }
      this.#queue.shift();
      this.#waiting -= next.bytes.length;
      this.#pace();
      this.passed += next.bytes.length;
      // Each slice is a segment of its own.
      if (!this.#to.write(next.bytes)) {
        this.#blocked = true;
        return;
      }
    }
    this.#atEnd?.();
    this.#atEnd = undefined;
  }

  #pace(): void {
    if (this.#waiting > MOST_WAITING || this.#find('stall') !== undefined) this.#from.stream.pause();
    else this.#from.stream.resume();
  }
}
