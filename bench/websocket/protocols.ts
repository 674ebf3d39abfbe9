// The servers' side of the protocols: what a server says before the feed, and the form of a message.
import { quote } from '../support/quotes.ts';
import type { Feed } from './site.ts';

const RECORD_END = '\x1e';
const NUL = '\0';

export const PROTOCOLS: Readonly<Record<string, Feed>> = {
  // JSON: a server-side subscription and its publications.
  centrifuge: {
    message: (n) => `{"push":{"channel":"feed","pub":{"data":${quote(n)}}}}`,
    perFrame: 1,
    answers: [
      (message) => {
        const { id } = JSON.parse(message) as { id: number };
        return JSON.stringify({ id, connect: { client: 'bench', version: '1', subs: { feed: {} } } });
      },
    ],
  },
  // Engine.IO 4 and Socket.IO 5: open, CONNECT, EVENT.
  socketio: {
    message: (n) => `42["message",${quote(n)}]`,
    perFrame: 1,
    hello: '0{"sid":"bench","upgrades":[],"pingInterval":600000,"pingTimeout":600000,"maxPayload":1000000}',
    answers: [() => '40{"sid":"bench"}'],
  },
  // The JSON hub protocol: handshake, invocations.
  signalr: {
    message: (n) => `{"type":1,"target":"message","arguments":[${quote(n)}]}${RECORD_END}`,
    perFrame: 1,
    answers: [() => `{}${RECORD_END}`],
  },
  // STOMP 1.2: CONNECT, SUBSCRIBE, MESSAGE.
  stomp: {
    message: (n) => `MESSAGE\nsubscription:sub-0\nmessage-id:${n}\ndestination:/feed\n\n${quote(n)}${NUL}`,
    perFrame: 1,
    answers: [() => `CONNECTED\nversion:1.2\nheart-beat:0,0\n\n${NUL}`, () => undefined],
  },
  // graphql-transport-ws: connection_init, subscribe, next.
  graphql: {
    message: (n) => `{"id":"1","type":"next","payload":{"data":{"quote":${quote(n)}}}}`,
    perFrame: 1,
    answers: [() => '{"type":"connection_ack"}', () => undefined],
  },
};
