import { expect } from '@playwright/test';
import { poll } from '../../support/poll';
import { isOpen, numbers, open, publish, receives, type Cell } from './cell';
import type { RunningFeed } from './lab';
import type { Backend, Question, Questions } from './server';

/** Messages of a question; where the server counts by itself, as many are awaited. */
const MESSAGES = 10;

type Asking<Q extends Question> = NonNullable<Questions<Backend>[Q]>;

/** A question, and what is done in its cell. */
export type Asked<B extends Backend> = readonly [question: string, ask: (cell: Cell<B>) => Promise<void>];

/** What is done for the questions of a feed. */
export function asked<B extends Backend>(questions: Questions<B>): readonly Asked<B>[] {
  const { resume: how, 'idle end': idle, refusal: refused, 'end by the server': end } = questions;
  const all: readonly (Asked<B> | undefined)[] = [
    questions.order && ['order', order],
    how && ['resume', (cell) => resume(cell, how)],
    idle && ['idle end', (cell) => idleEnd(cell, idle)],
    refused && ['refusal', (cell) => refusal(cell, refused)],
    end && ['end by the server', (cell) => endByTheServer(cell, end)],
    questions['other origin'] && ['other origin', otherOrigin],
    questions['hang-up'] && ['hang-up', hangUp],
  ];
  return all.filter((one) => one !== undefined);
}

async function order(cell: Cell): Promise<void> {
  const feed = await open(cell);
  await inOrder(cell, feed);
  await feed.stop();
}

async function otherOrigin(cell: Cell): Promise<void> {
  await cell.lab.visitOther();
  const feed = await cell.lab.start(cell.subscribed);
  await isOpen(cell, feed);
  await inOrder(cell, feed);
  await feed.stop();
}

async function resume(cell: Cell, { history, says }: Asking<'resume'>): Promise<void> {
  const feed = await open(cell);
  await publish(cell, 1, 3);
  await receives(feed, numbers(1, 3));
  const { length } = (await feed.seen()).opened;
  cell.proxy.cut('refuse');
  await publish(cell, 4, 6);
  await poll(async () => (await feed.seen()).lost.length, { message: 'losses' }).toBeGreaterThan(0);
  // Without a history, what is published before the server knows of the new connection is lost.
  const { server, place } = cell;
  const isKnown = history === 'none' && server.subscribers !== undefined;
  if (isKnown) await poll(() => server.subscribers?.(place.channel), { message: 'subscribers' }).toBe(0);
  cell.proxy.cut('accept');
  if (history === 'none') {
    if (!isKnown) await feed.opened(length + 1);
    await isOpen(cell, feed);
  }
  await publish(cell, 7, 9);
  const arriving = history === 'kept' ? numbers(1, 9) : [...numbers(1, 3), ...numbers(7, 9)];
  await receives(feed, arriving);
  await poll(async () => (await feed.seen()).opened.at(-1), { message: 'continuity' }).toBe(says);
  await feed.stop();
}

async function idleEnd(given: Cell, { to, lost, orSilent }: Asking<'idle end'>): Promise<void> {
  const cell = { ...given, subscribed: to?.(given.place) ?? given.subscribed };
  const feed = await open(cell);
  await publish(cell, 1);
  await receives(feed, [1]);
  // Of a long poll, the next one is under way.
  await isOpen(cell, feed);
  const before = { sent: cell.proxy.received(), ...(await feed.seen()) };
  const again = async (): Promise<boolean> =>
    cell.proxy.received() > before.sent || (await feed.seen()).lost.length > before.lost.length;
  await poll(again, { message: 'the end of the connection' }).toBe(true);
  await isOpen(cell, feed);
  await publish(cell, 2);
  await receives(feed, [1, 2]);
  const seen = (await feed.seen()).lost;
  if (!orSilent || seen.length > 0) expect(seen.slice(0, Math.max(lost.length, 1))).toMatchObject([...lost]);
  await feed.stop();
}

async function refusal(cell: Cell, { to, error }: Asking<'refusal'>): Promise<void> {
  await cell.lab.visit(cell.place.http);
  const feed = await cell.lab.start(to(cell.place));
  const reported = async (): Promise<unknown> => {
    const { end, lost } = await feed.seen();
    return end ?? lost[0] ?? {};
  };
  await poll(reported, { message: 'error' }).toMatchObject(error);
  await feed.stop();
}

async function endByTheServer<B extends Backend>(
  cell: Cell<B>,
  { act, reported }: NonNullable<Questions<B>['end by the server']>,
): Promise<void> {
  const feed = await open(cell);
  await publish(cell, 1);
  await receives(feed, [1]);
  // Of a long poll, the next one is under way.
  await isOpen(cell, feed);
  await act(cell.server, cell.place.channel);
  if ('lost' in reported) {
    await poll(async () => (await feed.seen()).lost[0] ?? {}).toMatchObject(reported.lost);
    await isOpen(cell, feed);
    await publish(cell, 2);
    await receives(feed, [1, 2]);
  } else if (reported.end === 'complete') await poll(async () => (await feed.seen()).end).toBe('complete');
  else await poll(async () => (await feed.seen()).end ?? {}).toMatchObject(reported.end);
  await feed.stop();
}

async function hangUp(cell: Cell): Promise<void> {
  const { server, proxy, place } = cell;
  const feed = await open(cell);
  await publish(cell, 1);
  await atLeast(feed, 1);
  await feed.stop();
  const left = (): number | Promise<number> => (server.subscribers ? server.subscribers(place.channel) : proxy.open());
  await poll(left, { message: 'subscribers that are left' }).toBe(0);
}

async function atLeast(feed: RunningFeed, count: number): Promise<void> {
  await poll(async () => (await feed.numbers()).length, { message: 'messages' }).toBeGreaterThanOrEqual(count);
}

/** A last message shows that none of the others comes a second time. */
export async function inOrder(cell: Cell, feed: RunningFeed, within?: number): Promise<void> {
  if (!cell.subscribed.countsByItself) {
    await publish(cell, 1, MESSAGES);
    await receives(feed, numbers(1, MESSAGES), within);
    await publish(cell, MESSAGES + 1);
    await receives(feed, numbers(1, MESSAGES + 1), within);
    return;
  }
  await atLeast(feed, MESSAGES + (await feed.numbers()).length);
  const seen = await feed.seen();
  expect(seen.numbers).toEqual(numbers(1, seen.numbers.length));
  expect(seen.rejected).toEqual([]);
}
