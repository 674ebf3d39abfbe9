import { poll } from '../../support/poll';
import { open, publish, receives, type Cell } from '../frame/cell';
import type { Backend } from '../frame/server';

/** A server that notes what its clients sent. */
export interface Receiving extends Backend {
  readonly received: readonly string[];
}

/** A feed that has received a message sends one, and the server gets it. */
export async function sendsAndReceives(cell: Cell<Receiving>): Promise<void> {
  const feed = await open(cell);
  await publish(cell, 1);
  await receives(feed, [1]);
  const message = { from: cell.place.channel };
  await feed.send(message);
  await poll(() => cell.server.received).toContain(JSON.stringify(message));
  await feed.stop();
}
