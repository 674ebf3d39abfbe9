import type { Client } from './simulate.ts';

/**
 * The default reconnection of a library when every attempt is refused at once, from the source of the named version.
 */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly client: Client;
  /** Its delays have no random part: all clients reconnect together. */
  readonly lockstep: boolean;
}

const fixed =
  (ms: number): Client =>
  () =>
    ms;

/** `retryWait` of graphql-ws and `retry` of graphql-sse, with 5 `retryAttempts`. */
const randomisedExponentialBackoff: Client = ({ attempt, random }) =>
  attempt > 5 ? undefined : 2 ** (attempt - 1) * 1_000 + Math.floor(random * 2_700 + 300);

export const PEERS: readonly Peer[] = [
  // third_party/blink/renderer/modules/eventsource/event_source.cc, kDefaultReconnectDelay
  { name: 'EventSource', version: 'Chromium', lockstep: true, client: fixed(3_000) },
  // dom/base/EventSource.cpp, DEFAULT_RECONNECTION_TIME_VALUE
  { name: 'EventSource', version: 'Firefox', lockstep: true, client: fixed(5_000) },
  { name: 'eventsource', version: '4.1.1', lockstep: true, client: fixed(3_000) },
  { name: 'eventsource-client', version: '1.2.0', lockstep: true, client: fixed(2_000) },
  { name: '@microsoft/fetch-event-source', version: '2.0.1', lockstep: true, client: fixed(1_000) },
  { name: 'ngx-sse-client', version: '20.0.1', lockstep: true, client: fixed(3_000) },
  {
    name: 'event-source-polyfill',
    version: '1.0.31',
    lockstep: true,
    // src/eventsource.js, onFinish: from 1 s, doubled up to 16 s
    client: ({ attempt }) => Math.min(16_000, 1_000 * 2 ** (attempt - 1)),
  },
  {
    name: 'reconnecting-websocket',
    version: '4.4.0',
    lockstep: false,
    // DEFAULT.minReconnectionDelay is drawn when the module is loaded
    client: ({ attempt, own }) => Math.min(10_000, (1_000 + own * 4_000) * 1.3 ** (attempt - 1)),
  },
  {
    name: 'partysocket',
    version: '1.3.0',
    lockstep: true,
    client: ({ attempt }) => Math.min(10_000, 3_000 * 1.3 ** (attempt - 1)),
  },
  {
    name: 'socket.io-client',
    version: '4.8.4',
    lockstep: false,
    // contrib/backo2: one random number gives the size of the deviation and, by its first decimal, the sign
    client: ({ attempt, random }) => {
      const ms = 1_000 * 2 ** (attempt - 1);
      const deviation = Math.floor(random * 0.5 * ms);
      return Math.floor(Math.min(Math.floor(random * 10) % 2 === 0 ? ms - deviation : ms + deviation, 5_000));
    },
  },
  {
    name: 'phoenix',
    version: '1.8.16',
    lockstep: true,
    client: ({ attempt }) => [10, 50, 100, 150, 200, 250, 500, 1_000, 2_000][attempt - 1] ?? 5_000,
  },
  {
    name: 'centrifuge',
    version: '5.8.0',
    lockstep: false,
    client: ({ attempt, random }) => {
      const interval = Math.floor(random * (Math.min(20_000, 500 * 2 ** Math.min(attempt - 1, 31)) + 1));
      return Math.min(20_000, 500 + interval);
    },
  },
  { name: '@stomp/rx-stomp', version: '2.4.0', lockstep: true, client: fixed(5_000) },
  {
    name: 'cometd',
    version: '9.0.0',
    lockstep: true,
    client: ({ attempt }) => Math.min(60_000, 1_000 * attempt),
  },
  { name: 'faye', version: '1.4.3', lockstep: true, client: fixed(5_000) },
  {
    name: 'ably',
    version: '2.28.0',
    lockstep: false,
    // connectionmanager.ts, notifyState: at once, then 15 s times a coefficient and jitter; suspended 120 s after the drop,
    // which starts a timer of 30 s then and after every failure
    client: ({ attempt, elapsed, random }) => {
      if (attempt === 1) return 0;
      if (elapsed >= 120_000) return 30_000;
      const delay = 15_000 * Math.min((attempt + 2) / 3, 2) * (1 - random * 0.2);
      return elapsed + delay >= 120_000 ? 150_000 - elapsed : delay;
    },
  },
  {
    name: '@microsoft/signalr',
    version: '10.0.11',
    lockstep: true,
    client: ({ attempt }) => [0, 2_000, 10_000, 30_000][attempt - 1],
  },
  { name: 'graphql-ws', version: '6.4.2', lockstep: false, client: randomisedExponentialBackoff },
  { name: 'graphql-sse', version: '2.6.1', lockstep: false, client: randomisedExponentialBackoff },
];
