import { quote } from '../support/quotes.ts';
import type { Race, Row } from '../support/race.ts';
import type { Feed } from '../support/site.ts';

const TYPE = 'text/event-stream';

export const PAGE = new URL('page.ts', import.meta.url);

export const FEEDS: Readonly<Record<string, Feed>> = {
  plain: { type: TYPE, message: (n) => `data: ${quote(n)}\n\n` },
  ids: { type: TYPE, message: (n) => `id: ${n}\ndata: ${quote(n)}\n\n` },
};

const PEERS: readonly Row[] = [
  { name: 'eventsource-parser' },
  { name: 'eventsource-client' },
  { name: 'fetch-event-source' },
  { name: 'event-source-polyfill' },
  { name: 'eventsource', share: 0.1 },
  { name: 'ngx-sse-client', share: 0.1 },
  { name: 'native EventSource', share: 0.1 },
];

const PARSING: readonly Row[] = PEERS.map((row) => ({ ...row, name: `${row.name} + JSON.parse` }));

/** The text comes first: it shows the difference best. */
export const RACES: readonly [Race, ...Race[]] = [
  { title: 'text', feed: 'plain', rows: [{ name: 'limit' }, { name: 'sse$, text()' }, ...PEERS] },
  { title: 'JSON', feed: 'plain', rows: [{ name: 'limit + JSON.parse' }, { name: 'sse$, json()' }, ...PARSING] },
  { title: 'text with ids', feed: 'ids', rows: [{ name: 'limit, with ids' }, { name: 'sse$, text()' }, ...PEERS] },
  {
    title: 'JSON with ids',
    feed: 'ids',
    rows: [{ name: 'limit, with ids + JSON.parse' }, { name: 'sse$, json()' }, ...PARSING],
  },
];
