// Recorded from RabbitMQ 3.10.8 (Debian) with rabbitmq_web_stomp: a stream, a cut connection, and a subscription from an
// offset. Sessions and headers of the publisher are left out. The last part, after a deletion, has other offsets than
// were recorded; the interop test has the deletion itself.
import type { Step } from './spec-support/replay-server';

const CONNECT: readonly Step[] = [
  { client: 'CONNECT\naccept-version:1.1,1.2\nhost:/\nheart-beat:0,0\nlogin:guest\npasscode:guest\n\n\0' },
  { server: 'CONNECTED\nserver:RabbitMQ/3.10.8\nsession:session-1\nheart-beat:0,0\nversion:1.2\n\n\0\n' },
];

const subscribe = (offset: string): Step => ({
  client:
    'SUBSCRIBE\nid:/queue/prices\ndestination:/queue/prices\nack:client-individual\nprefetch-count:100\n' +
    `x-queue-type:stream\ndurable:true\nauto-delete:false\nx-stream-offset:${offset}\n\n\0`,
});

/** A message and its acknowledgement. */
const message = (number: number, offset: number): readonly Step[] => [
  {
    server:
      'MESSAGE\nsubscription:/queue/prices\ndestination:/queue/prices\n' +
      `message-id:T_/queue/prices@@session-1@@${number}\nredelivered:false\nack:T_/queue/prices@@session-1@@${number}\n` +
      `x-stream-offset:${offset}\ncontent-length:2\n\nm${offset}\0\n`,
  },
  { client: `ACK\nid:T_/queue/prices@@session-1@@${number}\n\n\0` },
];

export const first: readonly Step[] = [...CONNECT, subscribe('next'), ...message(1, 0), ...message(2, 1), 'cut'];

export const resumed: readonly Step[] = [
  ...CONNECT,
  subscribe('offset=2'),
  ...message(1, 2),
  // A heart-beat has no offset.
  { server: '\n' },
  ...message(2, 3),
  'cut',
];

/** The messages from offset 4 on were deleted. The broker begins at the first that is left. */
export const deleted: readonly Step[] = [...CONNECT, subscribe('offset=4'), ...message(1, 9), ...message(2, 10)];
