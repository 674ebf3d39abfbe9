import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Numbers from 0 up to, not including, 1, that are the same in every run. */
export function seeded(seed: number): () => number {
  const numbers = xoroshiro128plus(seed);
  return () => uniformFloat64(numbers);
}
