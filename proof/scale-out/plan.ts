import type { Group } from './load/protocol.ts';

/** How many, how long, how often. Times are in milliseconds. */
export interface Plan {
  readonly lean: readonly [readonly Group[], readonly Group[]];
  readonly comet: readonly Group[];
  /** Between two messages. */
  readonly period: number;
  /** Messages while nothing fails. */
  readonly steady: number;
  readonly redisDown: number;
  readonly idleTimeout: number;
  readonly hardStopAfter: number;
  /** The longest wait before a retry; 0 = `defaultRetry()`. */
  readonly longestRetry: number;
  /** Connections that each process begins in a second. */
  readonly rate: number;
  /** Whether one group connects after the other, so that the memory of each can be measured. */
  readonly order: 'one group after the other' | 'all at once';
  /** After this time, a subscriber that has not caught up has lost what it lacks. */
  readonly patience: number;
}

export const FULL: Plan = {
  lean: [
    [
      { kind: 'lean SSE, HTTP/2', count: 2_200, planted: 1 },
      { kind: 'lean long polling', count: 600, planted: 1 },
    ],
    [
      { kind: 'lean SSE, HTTP/1.1', count: 900 },
      { kind: 'lean WebSocket', count: 1_100, planted: 1 },
    ],
  ],
  comet: [
    { kind: 'sse$', count: 70, planted: 1 },
    { kind: 'websocket$', count: 65, planted: 1 },
    { kind: 'pollingStream$', count: 65, planted: 1 },
  ],
  period: 2_000,
  steady: 20,
  redisDown: 20_000,
  idleTimeout: 10_000,
  hardStopAfter: 5_000,
  longestRetry: 0,
  rate: 250,
  order: 'one group after the other',
  patience: 180_000,
};

export const SHORT: Plan = {
  lean: [
    [{ kind: 'lean SSE, HTTP/2', count: 100, planted: 1 }],
    [
      { kind: 'lean SSE, HTTP/1.1', count: 16 },
      { kind: 'lean WebSocket', count: 30, planted: 1 },
      { kind: 'lean long polling', count: 16, planted: 1 },
    ],
  ],
  comet: [
    { kind: 'sse$', count: 14, planted: 1 },
    { kind: 'websocket$', count: 12, planted: 1 },
    { kind: 'pollingStream$', count: 12, planted: 1 },
  ],
  period: 200,
  steady: 15,
  redisDown: 2_000,
  idleTimeout: 1_200,
  hardStopAfter: 500,
  longestRetry: 1_000,
  rate: 200,
  order: 'all at once',
  patience: 20_000,
};

export const subscribersOf = ({ lean, comet }: Plan): number =>
  [...lean.flat(), ...comet].reduce((sum, { count }) => sum + count, 0);
