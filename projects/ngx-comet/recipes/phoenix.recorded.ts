// The frames of Phoenix channels, after the guide "Writing a Channels Client" and the serializer V2 (phoenix 1.8,
// guides/howto/writing_a_channels_client.md, lib/phoenix/socket/serializers/v2_json_serializer.ex) and phoenix.js 1.8.16
// (socket.js, channel.js). Not recorded from a running server.
import type { Step } from './spec-support/replay-server';

const TOPIC = 'miami:weather';
const reply = (joinRef: string, ref: string, response: object, status = 'ok'): Step => ({
  server: JSON.stringify([joinRef, ref, TOPIC, 'phx_reply', { status, response }]),
});
const report = (id: number): Step => ({ server: JSON.stringify([null, null, TOPIC, 'report', { id }]) });

/** A join, two broadcasts, and a cut. */
export const first: readonly Step[] = [
  { client: '["1","1","miami:weather","phx_join",{"after":null}]' },
  reply('1', '1', {}),
  report(1),
  report(2),
  'cut',
];

/** The channel answers where it continues; a message of the join before is outdated. */
export const again: readonly Step[] = [
  { client: '["2","2","miami:weather","phx_join",{"after":"2"}]' },
  reply('2', '2', { from: '2' }),
  { server: '["1",null,"miami:weather","report",{"id":99}]' },
  report(3),
];

/** The channel no longer knows the last message. */
export const forgotten: readonly Step[] = [again[0] as Step, reply('2', '2', { from: '7' }), report(8)];

/** The channel crashes and is joined again over the same connection. */
export const crashed: readonly Step[] = [
  ...first.slice(0, -1),
  { server: '["1","1","miami:weather","phx_error",{}]' },
  { client: '["1","2","miami:weather","phx_leave",{}]' },
  { server: '["1","2","miami:weather","phx_reply",{"status":"ok","response":{}}]' },
  { client: '["3","3","miami:weather","phx_join",{"after":"2"}]' },
  reply('3', '3', { from: '2' }),
  report(3),
];

export const refused: readonly Step[] = [first[0] as Step, reply('1', '1', { reason: 'unauthorized' }, 'error')];

/** `{:stop, :normal, socket}` on the server. */
export const closed: readonly Step[] = [
  ...first.slice(0, -1),
  { server: '["1","1","miami:weather","phx_close",{}]' },
  { client: '["1","2","miami:weather","phx_leave",{}]' },
];

/** Two pushes with replies, and the leave. */
export const pushed: readonly Step[] = [
  ...first.slice(0, -1),
  { client: '["1","2","miami:weather","report_emergency",{"category":"sharknado"}]' },
  reply('1', '2', { ticket: 7 }),
  { client: '["1","3","miami:weather","report_emergency",{"category":"rain"}]' },
  reply('1', '3', { reason: 'no emergency' }, 'error'),
  { client: '["1","4","miami:weather","phx_leave",{}]' },
];

export const heartbeat: readonly Step[] = [
  ...first.slice(0, -1),
  { client: '[null,"2","phoenix","heartbeat",{}]' },
  { server: '[null,"2","phoenix","phx_reply",{"status":"ok","response":{}}]' },
  report(3),
];
