/** @jest-environment node */
import { frozen } from './frozen';
import { hidden } from './hidden';
import { online } from './online';

it.each([
  ['online', online, true],
  ['hidden', hidden, false],
  ['frozen', frozen, false],
] as const)('%s is what lets a connection run where there is no page', (_name, gate, value) => {
  const seen: boolean[] = [];
  gate()
    .subscribe((one) => seen.push(one))
    .unsubscribe();
  expect(seen).toEqual([value]);
});
