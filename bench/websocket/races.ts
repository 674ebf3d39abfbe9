import { quote } from '../support/quotes.ts';
import type { Race, Row } from '../support/race.ts';
import { PROTOCOLS } from './protocols.ts';
import type { Feed } from './site.ts';

export const PAGE = new URL('page.ts', import.meta.url);

export const FEEDS: Readonly<Record<string, Feed>> = {
  single: { message: quote, perFrame: 1 },
  lines: { message: (n) => `${quote(n)}\n`, perFrame: 100 },
  ...PROTOCOLS,
};

/** To deliver a frame, the browser needs many times as long as for a message in it. */
const SHARE = 0.25;

/** `feed` gives the feeds of the socket's server. */
export function racesOf(feed: (name: string) => string): readonly [Race, Race, Race, Race] {
  const row = (name: string, protocol = 'single'): Row => ({ name, feed: feed(protocol), share: SHARE });
  return [
    {
      title: 'a message a frame, JSON',
      feed: feed('single'),
      rows: [
        row('native + JSON.parse'),
        row('websocket$, json()'),
        row('rxjs webSocket'),
        row('reconnecting-websocket + JSON.parse'),
        row('partysocket + JSON.parse'),
        row('centrifuge', 'centrifuge'),
        row('socket.io-client', 'socketio'),
        row('@microsoft/signalr', 'signalr'),
        row('@stomp/rx-stomp + JSON.parse', 'stomp'),
        row('graphql-ws', 'graphql'),
      ],
    },
    {
      title: 'a message a frame, text',
      feed: feed('single'),
      rows: [
        row('native onmessage'),
        row('websocket$, text()'),
        row('rxjs webSocket, as text'),
        row('reconnecting-websocket'),
        row('partysocket'),
      ],
    },
    {
      title: '100 messages a frame, JSON',
      feed: feed('lines'),
      rows: [
        { name: 'native + split + JSON.parse' },
        { name: 'websocket$, lines, json()' },
        { name: 'native + indexOf + JSON.parse' },
      ],
    },
    {
      title: '100 messages a frame, text',
      feed: feed('lines'),
      rows: [{ name: 'native + indexOf' }, { name: 'websocket$, lines, text()' }, { name: 'native + split' }],
    },
  ];
}
