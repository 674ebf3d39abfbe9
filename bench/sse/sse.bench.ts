import { measure } from '../support/measure.ts';
import { FEEDS, PAGE, RACES } from './races.ts';

const [TEXT, JSON_TEXT, IDS, JSON_IDS] = RACES.map(({ title }) => title) as [string, string, string, string];

await measure({
  subject: 'sse',
  title: 'Server-sent events',
  about: `
A server writes the whole feed of small JSON messages in chunks of 64 KiB. A contestant is timed in Chromium from its
call to its last message. The limit is a reader, one streaming \`TextDecoder\`, \`indexOf\` and a slice.
\`eventsource-parser\` runs after the same reader. \`ngx-sse-client\` is a service, and runs in an Angular application.`,
  page: PAGE,
  feeds: FEEDS,
  races: RACES,
  bars: [
    { race: TEXT, against: 'limit', least: 0.95 },
    { race: TEXT, against: 'eventsource-client', least: 1 },
    { race: TEXT, against: 'native EventSource', least: 20 },
    { race: JSON_TEXT, against: 'limit + JSON.parse', least: 0.97 },
    { race: JSON_TEXT, against: 'eventsource-client + JSON.parse', least: 1 },
    { race: IDS, against: 'limit, with ids', least: 0.95 },
    { race: IDS, against: 'eventsource-client', least: 1 },
    { race: JSON_IDS, against: 'limit, with ids + JSON.parse', least: 0.97 },
    { race: JSON_IDS, against: 'eventsource-client + JSON.parse', least: 1 },
  ],
  weighed: [
    { name: 'sse$, json()', feed: 'plain' },
    { name: 'sse$, text()', feed: 'ids' },
  ],
  packages: [
    'rxjs',
    'eventsource-parser',
    'eventsource-client',
    '@microsoft/fetch-event-source',
    'ngx-sse-client',
    '@angular/core',
    'event-source-polyfill',
    'eventsource',
  ],
});
