import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers from 0 up to, not including, 1; the same seed gives the same numbers. */
export function seeded(seed: number): () => number {
  const numbers = xoroshiro128plus(seed);
  return () => uniformFloat64(numbers);
}
