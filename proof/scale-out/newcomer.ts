import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { Cluster } from './cluster/cluster.ts';

/** The status that a new subscriber gets, on a connection of its own; 0 = it was refused or cut off. */
export function statusOfNewcomer({ origin, certificate }: Cluster, feed: string): Promise<number> {
  const ca = readFileSync(certificate);
  return new Promise((resolve) => {
    const asked = request(`${origin}/cluster/${feed}/sse`, {
      agent: false,
      ca,
      headers: { accept: 'text/event-stream' },
    });
    asked.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    asked.once('error', () => {
      resolve(0);
    });
    asked.end();
  });
}
