import { measure } from '../support/measure.ts';
import { Site } from './site.ts';

const json = (n: number): string => JSON.stringify({ n, symbol: `S${n % 500}`, price: 100 + (n % 977) / 100 });

const site = new Site({
  single: { message: json, perFrame: 1 },
  lines: { message: (n) => `${json(n)}\n`, perFrame: 100 },
  // The centrifuge protocol, JSON: a server-side subscription and its publications.
  centrifuge: {
    message: (n) => `{"push":{"channel":"feed","pub":{"data":${json(n)}}}}`,
    perFrame: 1,
    greet: (message) => {
      const { id } = JSON.parse(message) as { id: number };
      return JSON.stringify({ id, connect: { client: 'bench', version: '1', subs: { feed: {} } } });
    },
  },
});
const url = await site.listen();
// The feeds of a benchmark are folders of its HTTP server. The name contains the URL of the socket for the page.
const feed = (name: string): string => encodeURIComponent(`${url}/${name}`);

const single = feed('single');
const lines = feed('lines');
const PARSED = 'native + JSON.parse';
const SPLIT = 'native + split + JSON.parse';
const PEERS = ['rxjs webSocket', 'reconnecting-websocket', 'partysocket'];

try {
  await measure({
    title: 'websocket',
    page: new URL('page.ts', import.meta.url),
    feeds: {},
    rows: [
      { name: 'native onmessage', feed: single, limit: 'native onmessage' },
      { name: 'websocket$, text()', feed: single, limit: 'native onmessage' },
      { name: PARSED, feed: single, limit: PARSED },
      { name: 'websocket$, json()', feed: single, limit: PARSED },
      ...PEERS.map((name) => ({ name, feed: single, limit: PARSED })),
      { name: 'centrifuge', feed: feed('centrifuge'), limit: PARSED },
      { name: SPLIT, feed: lines, limit: SPLIT },
      { name: 'websocket$, lines, json()', feed: lines, limit: SPLIT },
    ],
    goals: [
      { contestant: 'websocket$, json()', against: PARSED, least: 0.95 },
      { contestant: 'websocket$, lines, json()', against: SPLIT, least: 0.9 },
    ],
    weighed: [
      { name: 'websocket$, json()', feed: single },
      { name: 'websocket$, lines, json()', feed: lines },
    ],
    packages: ['rxjs', 'reconnecting-websocket', 'partysocket', 'centrifuge', 'ws'],
  });
} finally {
  site.close();
}
