import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Pseudo-random numbers: the same seed gives the same numbers. */
export class Random {
  readonly #numbers;

  constructor(seed: number) {
    this.#numbers = xoroshiro128plus(seed);
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    return uniformFloat64(this.#numbers);
  }

  between(least: number, most: number): number {
    return uniformInt(this.#numbers, least, most);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.between(0, from.length - 1)] as T;
  }
}
