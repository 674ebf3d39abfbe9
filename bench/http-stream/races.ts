import { quote } from '../support/quotes.ts';
import type { Race, Row } from '../support/race.ts';
import type { Feed } from '../support/site.ts';

export const PAGE = new URL('page.ts', import.meta.url);

export const FEEDS: Readonly<Record<string, Feed>> = {
  lines: { type: 'application/x-ndjson', message: (n) => `${quote(n)}\n` },
};

const PEERS: readonly Row[] = [
  { name: 'XMLHttpRequest, responseText' },
  { name: 'rxjs ajax, with progress' },
  { name: 'rxjs fromFetch, chunks' },
];

const PARSING: readonly Row[] = PEERS.map((row) => ({ ...row, name: `${row.name} + JSON.parse` }));

export const RACES: readonly [Race, ...Race[]] = [
  { title: 'lines, text', feed: 'lines', rows: [{ name: 'limit' }, { name: 'httpStream$, text()' }, ...PEERS] },
  {
    title: 'lines, JSON',
    feed: 'lines',
    rows: [{ name: 'limit + JSON.parse' }, { name: 'httpStream$, json()' }, ...PARSING],
  },
];
