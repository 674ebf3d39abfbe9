import { seeded } from '../../tools/browser/random.ts';

/** Random choices; the same seed makes the same ones. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seeded(seed);
  }

  /** A whole number below `below`. */
  below(below: number): number {
    return Math.floor(this.#next() * below);
  }

  chance(part: number): boolean {
    return this.#next() < part;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  times<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  bytes(most: number): Buffer {
    return Buffer.from(this.times(most, () => this.below(256)));
  }
}
