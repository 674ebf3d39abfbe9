import { MAX_HELD, sizeOf } from './size-of';

/** What happens at one value too many: an error, or the oldest held value or the new value is dropped. */
export type Overflow = 'error' | 'drop-oldest' | 'drop-newest';

/** Values in their order, at most `max`, and at most 16 Mi characters and bytes. */
export class BoundedQueue<T> {
  readonly #max: number;
  readonly #overflow: Overflow;
  readonly #dropped: () => void;
  #values: (T | undefined)[] = [];
  #sizes: number[] = [];
  #size = 0;
  /** The index of the oldest value. Values that were taken are removed in batches, not one by one. */
  #oldest = 0;

  /** `dropped` is called for every value that is dropped. */
  constructor(max: number, overflow: Overflow, dropped: () => void) {
    this.#max = max;
    this.#overflow = overflow;
    this.#dropped = dropped;
  }

  get length(): number {
    return this.#values.length - this.#oldest;
  }

  /** Adds a value, or drops one. Returns false if there is no room and nothing may be dropped. */
  push(value: T): boolean {
    const size = sizeOf(value);
    while (this.#isFull(size)) {
      if (this.#overflow === 'error') return false;
      this.#dropped();
      if (this.#overflow === 'drop-newest') return true;
      this.shift();
    }
    this.#values.push(value);
    this.#sizes.push(size);
    this.#size += size;
    return true;
  }

  /** Removes the oldest value. There must be one. */
  shift(): T {
    const value = this.#values[this.#oldest] as T;
    // The array must not keep what was taken.
    this.#values[this.#oldest] = undefined;
    this.#size -= this.#sizes[this.#oldest++] ?? 0;
    if (this.#oldest * 2 > this.#values.length) {
      this.#values = this.#values.slice(this.#oldest);
      this.#sizes = this.#sizes.slice(this.#oldest);
      this.#oldest = 0;
    }
    return value;
  }

  /** Removes all values. */
  takeAll(): T[] {
    const values = (this.#oldest === 0 ? this.#values : this.#values.slice(this.#oldest)) as T[];
    this.#values = [];
    this.#sizes = [];
    this.#size = this.#oldest = 0;
    return values;
  }

  #isFull(more: number): boolean {
    return this.length >= this.#max || (this.length > 0 && this.#size + more > MAX_HELD);
  }
}
