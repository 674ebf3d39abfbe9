import { measure, type Row } from '../support/measure.ts';
import { Site } from './site.ts';

const site = new Site();
const url = await site.listen();
// The feeds of a benchmark are folders of its HTTP server. The name contains the address for the page.
const feed = (name: string): string => encodeURIComponent(`${url}/${name}`);

const page = new URL('page.ts', import.meta.url);
const LOOP = 'fetch loop';
const SPLIT = 'fetch loop, 100 per response';
const lines = { name: 'pollingStream$, 100 per response', feed: feed('lines') };
const single = (name: string): Row => ({ name, feed: feed('single'), limit: LOOP });
const script = (name: string): Row => ({ name, feed: feed('jsonp'), limit: 'script tags' });

try {
  console.log();
  await measure({
    title: 'polling',
    page,
    feeds: {},
    messages: 1_500,
    rows: [
      single(LOOP),
      single('rxjs ajax'),
      single('pollingStream$'),
      { name: SPLIT, feed: feed('lines'), limit: SPLIT },
      { ...lines, limit: SPLIT },
    ],
    goals: [],
    weighed: [lines],
    packages: ['rxjs'],
  });
  console.log();
  await measure({
    title: 'polling-jsonp',
    page,
    feeds: {},
    messages: 100,
    rows: [script('script tags'), script('jsonp$, in the page'), script('jsonp$, contained')],
    goals: [],
    weighed: [],
    packages: [],
  });
} finally {
  site.close();
}
