// The frames of Centrifugo's client protocol, as its documentation shows them (centrifugal.dev, "Client protocol", for
// Centrifugo 6) and as centrifuge-js 5.8.0 sends and reads them (src/centrifuge.ts, src/subscription.ts, src/json.ts).
// Not recorded from a running server. The spec plays them to centrifuge-js 5.8.0 as well.
import type { Step } from './spec-support/replay-server';

const CONNECTED = '"client":"42717a84-6a85-4a4d-8e9a-1a2b3c4d5e6f","version":"6.2.0","ping":25,"pong":true';

/** A first subscription, two publications in one frame, a ping, and a cut. */
export const first: readonly Step[] = [
  { client: '{"id":1,"connect":{"token":"jwt"}}' },
  { server: `{"id":1,"connect":{${CONNECTED}}}` },
  { client: '{"id":2,"subscribe":{"channel":"news"}}' },
  { server: '{"id":2,"subscribe":{"recoverable":true,"positioned":true,"epoch":"xcvf"}}\n' },
  {
    server:
      '{"push":{"channel":"news","pub":{"data":{"n":1},"offset":1}}}\n{"push":{"channel":"news","pub":{"data":{"n":2},"offset":2}}}',
  },
  { server: '{}' },
  { client: '{}' },
  'cut',
];

/** Everything after offset 2 is recovered. */
export const recovered: readonly Step[] = [
  { client: '{"id":3,"connect":{"token":"jwt"}}' },
  { server: `{"id":3,"connect":{${CONNECTED}}}` },
  { client: '{"id":4,"subscribe":{"channel":"news","recover":true,"epoch":"xcvf","offset":2}}' },
  {
    server:
      '{"id":4,"subscribe":{"recoverable":true,"positioned":true,"was_recovering":true,"recovered":true,"epoch":"xcvf","offset":4,' +
      '"publications":[{"data":{"n":3},"offset":3},{"data":{"n":4},"offset":4}]}}',
  },
  { server: '{"push":{"channel":"news","pub":{"data":{"n":5},"offset":5}}}' },
  'cut',
];

/** The history is gone: another epoch, and nothing is recovered. */
export const notRecovered: readonly Step[] = [
  { client: '{"id":5,"connect":{"token":"jwt"}}' },
  { server: `{"id":5,"connect":{${CONNECTED}}}` },
  { client: '{"id":6,"subscribe":{"channel":"news","recover":true,"epoch":"xcvf","offset":5}}' },
  {
    server:
      '{"id":6,"subscribe":{"recoverable":true,"positioned":true,"was_recovering":true,"epoch":"kqwd","offset":7}}\n' +
      '{"push":{"channel":"news","pub":{"data":{"n":8},"offset":8}}}',
  },
];

/** The server notices that it lost track of the position of the client (code 2500). */
export const insufficientState: readonly Step[] = [
  ...first.slice(0, 5),
  { server: '{"push":{"channel":"news","unsubscribe":{"code":2500,"reason":"insufficient state"}}}' },
  { client: '{"id":3,"unsubscribe":{"channel":"news"}}' },
  { server: '{"id":3,"unsubscribe":{}}' },
  { client: '{"id":4,"subscribe":{"channel":"news","recover":true,"epoch":"xcvf","offset":2}}' },
  ...recovered.slice(3, 5),
];

/** The token expired, which the reply to `connect` says; the connection stays open. */
export const expired: readonly Step[] = [
  { client: '{"id":1,"connect":{"token":"old"}}' },
  { server: '{"id":1,"error":{"code":109,"message":"token expired","temporary":true}}' },
];

/** The connection after it. */
export const renewed: readonly Step[] = [
  { client: '{"id":2,"connect":{"token":"jwt"}}' },
  { server: `{"id":2,"connect":{${CONNECTED}}}` },
  { client: '{"id":3,"subscribe":{"channel":"news"}}' },
  { server: '{"id":3,"subscribe":{"recoverable":true,"positioned":true,"epoch":"xcvf"}}' },
];

export const refused: readonly Step[] = [
  ...first.slice(0, 3),
  { server: '{"id":2,"error":{"code":103,"message":"permission denied"}}' },
  { client: '{"id":3,"unsubscribe":{"channel":"news"}}' },
];
