import { measure } from '../support/measure.ts';

const json = (n: number): string => JSON.stringify({ n, symbol: `S${n % 500}`, price: 100 + (n % 977) / 100 });

await measure({
  title: 'http-stream',
  page: new URL('page.ts', import.meta.url),
  feeds: { lines: { type: 'application/x-ndjson', message: (n) => `${json(n)}\n` } },
  rows: [
    { name: 'limit', feed: 'lines', limit: 'limit' },
    { name: 'httpStream$, text()', feed: 'lines', limit: 'limit' },
    { name: 'limit + JSON.parse', feed: 'lines', limit: 'limit + JSON.parse' },
    { name: 'httpStream$, json()', feed: 'lines', limit: 'limit + JSON.parse' },
  ],
  goals: [
    { contestant: 'httpStream$, text()', against: 'limit', least: 0.95 },
    { contestant: 'httpStream$, json()', against: 'limit + JSON.parse', least: 0.95 },
  ],
  weighed: [
    { name: 'httpStream$, text()', feed: 'lines' },
    { name: 'httpStream$, json()', feed: 'lines' },
  ],
  packages: ['rxjs'],
});
