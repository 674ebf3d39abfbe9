/** @jest-environment node */
import { frozen } from './frozen';
import { hidden } from './hidden';
import { online } from './online';

it.each([
  ['online', online, true],
  ['hidden', hidden, false],
  ['frozen', frozen, false],
] as const)('%s lets a connection run if there is no page', (_name, gate, value) => {
  const seen: boolean[] = [];
  gate()
    .subscribe((one) => seen.push(one))
    .unsubscribe();
  expect(seen).toEqual([value]);
});
