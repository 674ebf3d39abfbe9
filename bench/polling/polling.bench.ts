import { flagsOfCommand, measured } from '../support/measure.ts';
import type { Race, Row } from '../support/race.ts';
import { publish } from '../support/report.ts';
import { hour } from './hour.ts';
import { Site } from './site.ts';

const site = new Site();
const url = await site.listen();
// The feeds of a benchmark are folders of its HTTP server. The name contains the address for the page.
const feed = (name: string): string => encodeURIComponent(`${url}/${name}`);

const MESSAGES = 1_500;
const LOOP = 'fetch loop';
const SPLIT = 'fetch loop, 100 per response';
const lines = { name: 'pollingStream$, 100 per response', feed: feed('lines') };
/** Scripts are slow: 100 calls. */
const script = (name: string): Row => ({ name, share: 100 / MESSAGES });

const races: readonly [Race, ...Race[]] = [
  {
    title: 'a message a response',
    feed: feed('single'),
    rows: [{ name: LOOP }, { name: 'pollingStream$' }, { name: 'rxjs ajax' }],
  },
  { title: '100 messages a response', feed: lines.feed, rows: [{ name: SPLIT }, lines] },
  {
    title: 'JSONP',
    feed: feed('jsonp'),
    rows: [script('script tags'), script('jsonp$, in the page'), script('jsonp$, contained')],
  },
];

const flags = flagsOfCommand();
const { table, complete, results } = await hour(flags);
try {
  const { tables, goals, delivered, raw, ...result } = await measured(
    {
      subject: 'polling',
      title: 'Polling',
      about: `
**The hour.** A document of 2 kB with an \`ETag\` changes 54 times at random moments, and is polled every five seconds.
Requests go through Node’s \`fetch\` to a real HTTP server, which counts them, and the bytes at its sockets in both
directions. Only the clock is virtual. The delay is from a change until the subscriber has it, or a later one.

**Round trips.** From a page of another origin, Chromium sends the next request as soon as it has a response.`,
      page: new URL('page.ts', import.meta.url),
      feeds: {},
      messages: MESSAGES,
      races,
      bars: [],
      weighed: [lines],
      packages: ['rxjs'],
    },
    flags,
  );
  publish(
    {
      ...result,
      tables: [table, ...tables],
      goals: [
        { text: 'the hour: every client of the package delivers every change', met: complete, exact: true },
        ...goals,
      ],
      delivered,
      raw: { hour: results, roundTrips: raw },
    },
    flags,
  );
} finally {
  site.close();
}
