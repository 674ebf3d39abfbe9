// What nchan answers to publishers.
import { expect } from '@playwright/test';
import type { Backend } from './server';

export const NCHAN = '/usr/lib/nginx/modules/ngx_nchan_module.so';

export interface Nchan extends Backend {
  publish(channel: string, n: number): Promise<void>;
  /** The same at another location for publishers. */
  publishTo(location: string, channel: string, n: number): Promise<void>;
  subscribers(channel: string): Promise<number>;
  /** Ends the channel, and with it every subscription to it. */
  remove(channel: string): Promise<void>;
}

/** With several nodes, publishers use one after the other. */
export function nchanBackend(origin: string, nodes: readonly number[], stop: () => void): Nchan {
  const ask = (location: string, channel: string, how: RequestInit, node = 0): Promise<Response> =>
    fetch(`http://127.0.0.1:${nodes[node % nodes.length] ?? ''}/${location}/${channel}`, how);
  const headers = { 'content-type': 'application/json' };
  const publishTo = async (location: string, channel: string, n: number): Promise<void> => {
    expect((await ask(location, channel, { method: 'POST', headers, body: JSON.stringify({ n }) }, n)).ok).toBe(true);
  };
  return {
    origin,
    publishTo,
    publish: (channel, n) => publishTo('pub', channel, n),
    async subscribers(channel) {
      const asked = nodes.map(async (_port, node) => {
        const answer = await ask('pub', channel, { headers: { accept: 'application/json' } }, node);
        return answer.ok ? ((await answer.json()) as { readonly subscribers: number }).subscribers : 0;
      });
      return Math.max(...(await Promise.all(asked)));
    },
    async remove(channel) {
      expect((await ask('pub', channel, { method: 'DELETE' })).ok).toBe(true);
    },
    stop,
  };
}
