import type { PushEvent, UrlSource } from 'ngx-comet/core';
import { defer, filter, ignoreElements, merge, type Observable } from 'rxjs';
import { stomp, type StompOptions } from './stomp';
import { decodeStomp, type StompFrame } from './stomp-frame';

type Fixed = 'control' | 'id' | 'sequence' | 'subscribeHeaders';

export interface StompStreamOptions extends Omit<StompOptions, Fixed> {
  /** Where to begin without a cursor, default `'next'`, the messages from now on. Also `'last'` and `'offset=7'`. */
  readonly start?: string;
  /** How many messages the broker sends before the first of them is acknowledged, default 100. */
  readonly prefetch?: number;
}

/**
 * The messages of a RabbitMQ stream over STOMP (https://www.rabbitmq.com/docs/stomp, "Using Streams"). After a
 * reconnection the broker sends everything after the last offset. Each offset is one more than the one before, so `open`
 * is `gap` if the broker has deleted messages meanwhile, and `resumed` at the first message if it has not. The id of a
 * message is its offset: with `resume: { store: storedCursor('prices') }` a reload goes on as well.
 *
 * Every subscription has its own connection. `destination` is `/queue/NAME`, which declares the stream if there is none,
 * or `/amq/queue/NAME`. If a stream was deleted and begins anew at 0, the broker is silent until it reaches the old offset:
 * no client can tell that from an idle stream.
 */
export function stompStream(
  url: UrlSource,
  destination: string,
  { start = 'next', prefetch = 100, ...options }: StompStreamOptions = {},
): Observable<PushEvent<StompFrame>> {
  return defer(() => {
    let cursor: string | undefined;
    const client = stomp(
      (attempt) => {
        cursor = attempt.cursor;
        return typeof url === 'function' ? url(attempt) : url;
      },
      {
        ...options,
        id: offsetOf,
        sequence: ({ data }) => (offsetOf(data) === undefined ? undefined : Number(offsetOf(data))),
        subscribeHeaders: () => ({
          // A stream cannot be consumed without acknowledgements and a prefetch count.
          ack: 'client-individual',
          'prefetch-count': String(prefetch),
          'x-queue-type': 'stream',
          durable: 'true',
          'auto-delete': 'false',
          'x-stream-offset': cursor === undefined ? start : `offset=${Number(cursor) + 1}`,
        }),
        control: (raw, reply) => {
          const { ack } = decodeStomp(String(raw)).headers;
          if (ack !== undefined) reply({ command: 'ACK', headers: { id: ack }, body: '' });
          return false;
        },
      },
    );
    // What `watch` emits is in the events too, with ids.
    return merge(
      client.watch(destination).pipe(ignoreElements()),
      client.events$.pipe(filter((event) => event.kind !== 'message' || event.message.data.command === 'MESSAGE')),
    );
  });
}

const offsetOf = ({ headers }: StompFrame): string | undefined => headers['x-stream-offset'];
