import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * @typedef {{ fileName: string, mutatorName: string, replacement: string,
 *   location: { start: Position, end: Position } }} Fault
 * @typedef {{ line: number, column: number }} Position
 */

/**
 * A sample of `count` faults, or all if there are fewer. The same seed gives the same sample, whatever their order.
 *
 * @template {Fault} T
 * @param {readonly T[]} faults
 * @param {number} count
 * @param {number} seed
 */
export function draw(faults, count, seed) {
  const rest = faults.map((fault) => ({ fault, key: keyOf(fault) }));
  rest.sort((a, b) => (a.key < b.key ? -1 : 1));
  const numbers = xoroshiro128plus(seed);
  const drawn = [];
  while (drawn.length < count && rest.length > 0) {
    drawn.push(...rest.splice(uniformInt(numbers, 0, rest.length - 1), 1));
  }
  return drawn.map(({ fault }) => fault);
}

function keyOf(/** @type {Fault} */ { fileName, mutatorName, replacement, location: { start, end } }) {
  const position = ({ line, column }) => [line, column].map((number) => String(number).padStart(6, '0')).join(':');
  return [fileName, position(start), position(end), mutatorName, replacement].join('\n');
}
