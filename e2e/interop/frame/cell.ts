import { expect } from '@playwright/test';
import { poll } from '../../support/poll';
import type { RunningFeed } from './lab';
import type { Cell } from './server';

export type { Cell };

export const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Does nothing where the server counts by itself. */
export async function publish({ server, place, subscribed }: Cell, from: number, to = from): Promise<void> {
  if (subscribed.countsByItself) return;
  for (const n of numbers(from, to)) await server.publish(place.channel, n);
}

/** The messages are exactly these; in the end nothing was rejected. */
export async function receives(feed: RunningFeed, expected: readonly number[], within?: number): Promise<void> {
  const limit = within === undefined ? {} : { timeout: within };
  await poll(feed.numbers, { message: 'numbers of the messages', ...limit }).toEqual(expected);
  expect((await feed.seen()).rejected).toEqual([]);
}

/** Subscribes at the server's own origin, and resolves when the feed is open. */
export async function open(cell: Cell): Promise<RunningFeed> {
  await cell.lab.visit(cell.place.http);
  const feed = await cell.lab.start(cell.subscribed);
  await isOpen(cell, feed);
  return feed;
}

/** Open, and known to the server if that can be seen. */
export async function isOpen({ server, place, subscribed }: Cell, feed: RunningFeed): Promise<void> {
  if (server.subscribers) {
    await poll(() => server.subscribers?.(place.channel), { message: 'subscribers' }).toBeGreaterThan(0);
  } else if (!subscribed.opensWithNews) await feed.opened();
}
