import { defaultRetry, PushError } from 'ngx-comet/core';
import { type Peer, PEERS } from './peers.ts';
import type { Client, Storm } from './simulate.ts';

/** One storm, with the clients that it is simulated for. The first client is ours. */
export interface Scene {
  readonly name: string;
  readonly storm: Omit<Storm, 'refusalCost'>;
  readonly clients: readonly [Peer, ...Peer[]];
  /** The bars are checked against every other client that brings its clients back. */
  readonly againstPeers: boolean;
  /** The most attempts in the worst second, as a fraction of the clients; `undefined` = no bar. */
  readonly highestPeak?: number;
  /** How slow 99 % may be, as a multiple of the ideal: refusals are free / cost a fiftieth. `undefined` = no bar. */
  readonly slowest: readonly [free: number, costly: number | undefined];
}

/** Seconds in which the server accepts 99 % of all clients if it never has to refuse. */
const IDEAL = 198;
const SLOWEST = [1.1, 1.3] as const;
const TOLD = 5_000;

/** `defaultRetry()`, with the delay that the server requests. */
function ours(version: string, serverDelay?: number): Peer {
  const retry = defaultRetry();
  const error = new PushError('http', 'refused', { transient: true, retryAfter: serverDelay });
  const client: Client = (moment) => retry({ ...moment, error, serverDelay });
  return { name: 'ngx-comet', version, lockstep: false, client };
}

/** The scenes for this number of clients. The server's capacity is in proportion, so the ideal stays the same. */
export function scenes(clients: number): readonly Scene[] {
  const rate = (clients * 0.99) / IDEAL;
  const storm = { clients, rate, acceptCost: 1, within: 0, horizon: 600_000 };
  const all = [ours('defaultRetry()'), ...PEERS] as const;
  const literal: Peer = { name: 'a client that waits', version: 'exactly 5 s', lockstep: true, client: () => TOLD };
  return [
    { name: 'all are lost at once', storm, clients: all, againstPeers: true, slowest: SLOWEST },
    {
      name: '17 % are lost at once, and resuming costs ten accepts',
      storm: { ...storm, clients: Math.round(clients * 0.17), acceptCost: 10, horizon: 1_020_000 },
      clients: all,
      againstPeers: true,
      slowest: SLOWEST,
    },
    {
      name: 'a rolling deploy ends all in order within 30 s',
      storm: { ...storm, within: 30_000 },
      clients: all,
      againstPeers: false,
      slowest: SLOWEST,
    },
    {
      storm,
      name: 'all are lost at once, and each is told Retry-After: 5',
      clients: [ours('Retry-After: 5', TOLD), literal],
      againstPeers: false,
      // Requests of 5 s that are spread over half as long again: 1/2.5 of the clients in the worst second.
      highestPeak: 0.41,
      // The server requests five times the attempts that it has capacity for. It gets what it requests.
      slowest: [SLOWEST[0], undefined],
    },
  ];
}
