import * as httpStream from '../http-stream/races.ts';
import { FEEDS } from '../sse/races.ts';
import type { Contest } from './guard.ts';

/**
 * The bars are about 15 % below the ratios that were measured, so that only a change of the code misses them. The goals
 * of the benchmarks are higher. The pages hold only what takes part. `socket` gives the feeds of the socket's server.
 */
export function contestsOf(socket: (name: string) => string): readonly Contest[] {
  const lines = socket('lines');
  return [
    {
      subject: 'sse',
      page: new URL('sse-page.ts', import.meta.url),
      feeds: FEEDS,
      bars: [
        { feed: 'plain', ours: 'sse$, text()', against: 'limit', least: 0.75 },
        { feed: 'plain', ours: 'sse$, text()', against: 'eventsource-client', least: 0.9 },
        { feed: 'ids', ours: 'sse$, text()', against: 'limit, with ids', least: 0.6 },
        { feed: 'ids', ours: 'sse$, text()', against: 'eventsource-client', least: 0.78 },
        { feed: 'plain', ours: 'sse$, json()', against: 'limit + JSON.parse', least: 0.67 },
        { feed: 'plain', ours: 'sse$, json()', against: 'eventsource-client + JSON.parse', least: 0.82 },
      ],
    },
    {
      subject: 'http-stream',
      page: httpStream.PAGE,
      feeds: httpStream.FEEDS,
      bars: [
        { feed: 'lines', ours: 'httpStream$, text()', against: 'limit', least: 0.72 },
        { feed: 'lines', ours: 'httpStream$, json()', against: 'limit + JSON.parse', least: 0.73 },
      ],
    },
    {
      subject: 'websocket',
      page: new URL('websocket-page.ts', import.meta.url),
      feeds: {},
      bars: [
        { feed: lines, ours: 'websocket$, lines, text()', against: 'native + indexOf', least: 0.8 },
        { feed: lines, ours: 'websocket$, lines, json()', against: 'native + split + JSON.parse', least: 0.74 },
      ],
    },
  ];
}
