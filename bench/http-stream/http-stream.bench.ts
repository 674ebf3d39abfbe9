import { measure } from '../support/measure.ts';
import { FEEDS, PAGE, RACES } from './races.ts';

await measure({
  subject: 'http-stream',
  title: 'Streams over HTTP',
  about: `
A server writes the whole feed of small JSON messages, one per line, in chunks of 64 KiB. A contestant is timed in
Chromium from its call to its last message. The limit is a reader, one streaming \`TextDecoder\`, \`indexOf\` and a slice.
The others split the new text in the same way; \`XMLHttpRequest\` and \`ajax\` keep the whole text.`,
  page: PAGE,
  feeds: FEEDS,
  races: RACES,
  bars: [
    { race: 'lines, text', against: 'limit', least: 0.95 },
    { race: 'lines, JSON', against: 'limit + JSON.parse', least: 0.97 },
  ],
  weighed: [
    { name: 'httpStream$, text()', feed: 'lines' },
    { name: 'httpStream$, json()', feed: 'lines' },
  ],
  packages: ['rxjs'],
});
