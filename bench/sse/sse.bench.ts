import { measure } from '../support/measure.ts';

const json = (n: number): string => JSON.stringify({ n, symbol: `S${n % 500}`, price: 100 + (n % 977) / 100 });
const TYPE = 'text/event-stream';
const OTHERS = ['eventsource-parser', 'eventsource-client', 'fetch-event-source', 'eventsource', 'native EventSource'];

await measure({
  title: 'sse',
  page: new URL('page.ts', import.meta.url),
  feeds: {
    plain: { type: TYPE, message: (n) => `data: ${json(n)}\n\n` },
    ids: { type: TYPE, message: (n) => `id: ${n}\ndata: ${json(n)}\n\n` },
  },
  rows: [
    { name: 'limit', feed: 'plain', limit: 'limit' },
    { name: 'sse$, text()', feed: 'plain', limit: 'limit' },
    { name: 'limit + JSON.parse', feed: 'plain', limit: 'limit + JSON.parse' },
    { name: 'sse$, json()', feed: 'plain', limit: 'limit + JSON.parse' },
    { name: 'limit, with ids', feed: 'ids', limit: 'limit, with ids' },
    { name: 'sse$, text(), with ids', feed: 'ids', limit: 'limit, with ids' },
    { name: 'eventsource-client, with ids', feed: 'ids', limit: 'limit, with ids' },
    ...OTHERS.map((name) => ({ name, feed: 'plain', limit: 'limit' })),
  ],
  goals: [
    { contestant: 'sse$, text()', against: 'limit', least: 0.9 },
    { contestant: 'sse$, json()', against: 'limit + JSON.parse', least: 0.95 },
    { contestant: 'sse$, text()', against: 'native EventSource', least: 20 },
    ...['eventsource-client', 'fetch-event-source', 'eventsource'].map((against) => ({
      contestant: 'sse$, text()',
      against,
      least: 1,
    })),
  ],
  weighed: [
    { name: 'sse$, json()', feed: 'plain' },
    { name: 'sse$, text(), with ids', feed: 'ids' },
  ],
  packages: ['rxjs', 'eventsource-parser', 'eventsource-client', '@microsoft/fetch-event-source', 'eventsource'],
});
