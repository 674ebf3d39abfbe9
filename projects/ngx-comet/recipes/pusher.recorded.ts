// The frames of Pusher's protocol 7, after its documentation (pusher.com, "Pusher Channels Protocol", version 7) and
// pusher-js 8.6.0 (src/core/connection/protocol/protocol.ts, src/core/channels). Not recorded from a running server: those
// on npm need native parts that come from elsewhere.
import type { Step } from './spec-support/replay-server';

const established = (socketId: string): Step => ({
  server: `{"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"${socketId}\\",\\"activity_timeout\\":120}"}`,
});
const succeeded = (channel: string): Step => ({
  server: `{"event":"pusher_internal:subscription_succeeded","channel":"${channel}","data":"{}"}`,
});

/** A public channel: data is JSON within JSON, text, or JSON itself, as of some servers; then a ping. */
export const first: readonly Step[] = [
  established('1.1'),
  { client: '{"event":"pusher:subscribe","data":{"channel":"news"}}' },
  succeeded('news'),
  { server: '{"event":"added","channel":"news","data":"{\\"n\\":1}"}' },
  { server: '{"event":"added","channel":"news","data":"just text"}' },
  { server: '{"event":"added","channel":"news","data":{"n":2}}' },
  { server: '{"event":"pusher:ping","data":"{}"}' },
  { client: '{"event":"pusher:pong","data":{}}' },
];

export const again: readonly Step[] = [
  established('2.2'),
  { client: '{"event":"pusher:subscribe","data":{"channel":"news"}}' },
  succeeded('news'),
  { server: '{"event":"added","channel":"news","data":"{\\"n\\":5}"}' },
];

/** A private channel, and a client event to it. */
export const guarded = (socketId: string): readonly Step[] => [
  established(socketId),
  { client: `{"event":"pusher:subscribe","data":{"channel":"private-me","auth":"key:${socketId}"}}` },
  succeeded('private-me'),
];

export const typing: Step = { client: '{"event":"client-typing","channel":"private-me","data":{"on":true}}' };
export const unsubscribe: Step = { client: '{"event":"pusher:unsubscribe","data":{"channel":"news"}}' };

export const refused: readonly Step[] = [
  ...guarded('1.1').slice(0, 2),
  {
    server:
      '{"event":"pusher:subscription_error","channel":"private-me","data":"{\\"type\\":\\"AuthError\\",\\"error\\":\\"Invalid signature\\",\\"status\\":401}"}',
  },
];
