import { expect } from '@playwright/test';
import { poll } from '../../support/poll';
import { isOpen, numbers, open, publish, receives, type Cell } from '../frame/cell';

/**
 * For servers that write what is published right after a cut to the dead connection, and keep what follows: a message is
 * missing exactly if a gap is reported. The numbers of the messages must be checked.
 */
export async function reportsLosses(cell: Cell): Promise<void> {
  const feed = await open(cell);
  await publish(cell, 1, 3);
  await receives(feed, [1, 2, 3]);
  cell.proxy.cut('refuse');
  await publish(cell, 4, 6);
  await poll(async () => (await feed.seen()).lost.length, { message: 'losses' }).toBeGreaterThan(0);
  cell.proxy.cut('accept');
  await isOpen(cell, feed);
  await publish(cell, 7, 9);
  await poll(async () => (await feed.numbers()).at(-1), { message: 'last message' }).toBe(9);
  const { numbers: seen, opened } = await feed.seen();
  const missing = numbers(1, 9).filter((n) => !seen.includes(n));
  expect(seen).toEqual(numbers(1, 9).filter((n) => !missing.includes(n)));
  expect(opened.includes('gap')).toBe(missing.length > 0);
  await feed.stop();
}
