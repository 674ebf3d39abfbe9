import { measure } from '../support/measure.ts';
import { FEEDS, PAGE, racesOf } from './races.ts';
import { Site } from './site.ts';

const site = new Site(FEEDS);
const url = await site.listen();
// The feeds of a benchmark are folders of its HTTP server. The name contains the URL of the socket for the page.
const feed = (name: string): string => encodeURIComponent(`${url}/${name}`);
const races = racesOf(feed);
const [json, text, linesJson, linesText] = races.map(({ title }) => title) as [string, string, string, string];

try {
  await measure({
    subject: 'websocket',
    title: 'WebSocket',
    about: `
A server on the same machine sends small JSON messages that it has created before, one or a hundred per frame. Each
library with a protocol of its own gets the frames of that protocol, also created before, so the server costs the same
for all. The limit is the minimal code: \`onmessage\`, with \`split\` or \`indexOf\` for a hundred messages per frame. To
deliver one frame to the page, the browser needs many times as long as \`websocket$\` adds.`,
    page: PAGE,
    feeds: {},
    races,
    bars: [
      { race: json, against: 'native + JSON.parse', least: 0.97 },
      { race: text, against: 'native onmessage', least: 0.97 },
      { race: linesJson, against: 'native + split + JSON.parse', least: 0.95 },
      { race: linesText, against: 'native + indexOf', least: 0.95 },
    ],
    weighed: [
      { name: 'websocket$, json()', feed: feed('single') },
      { name: 'websocket$, lines, json()', feed: feed('lines') },
    ],
    packages: [
      'rxjs',
      'reconnecting-websocket',
      'partysocket',
      'centrifuge',
      'socket.io-client',
      '@microsoft/signalr',
      '@stomp/rx-stomp',
      '@stomp/stompjs',
      'graphql-ws',
      'ws',
    ],
  });
} finally {
  site.close();
}
