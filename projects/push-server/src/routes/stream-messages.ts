import type { FeedMessage } from '../feed.ts';
import { follow } from '../follow.ts';
import { resumption, type HttpExchange } from './feed-route.ts';

/** The format of a streamed response. */
export interface StreamFormat {
  readonly contentType: string;
  /** Sent first. */
  readonly opening: string;
  readonly frame: (message: FeedMessage, json: string) => string;
  /** Shows that the connection is alive. */
  readonly heartbeat: string;
  /** Milliseconds between heartbeats, 0 = none. */
  readonly heartbeatEvery: number;
}

/** Holds a response open and sends one chunk per message; ends it after `?limit=` messages. */
export function streamMessages(exchange: HttpExchange, format: StreamFormat): void {
  const { feed, position, connection, reply, encode } = exchange;
  let left = exchange.query.number('limit', undefined, 1) ?? Infinity;
  reply.hijack();
  const response = reply.raw;
  reply.headers({
    'content-type': format.contentType,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    ...resumption(exchange),
  });
  // These include the CORS headers.
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) response.setHeader(name, value);
  response.flushHeaders();
  connection.streaming = true;
  if (format.opening) response.write(format.opening);

  const follower = follow(feed, position, (message) => {
    const roomy = response.write(format.frame(message, encode(message)));
    left -= 1;
    if (left === 0) end();
    else sent();
    return roomy;
  });
  const beat = (): void => {
    if (!response.writableNeedDrain) response.write(format.heartbeat);
  };
  const heart = format.heartbeatEvery > 0 ? setInterval(beat, format.heartbeatEvery) : undefined;
  const stop = (): void => {
    clearInterval(heart);
    follower.stop();
  };
  const end = (): void => {
    stop();
    response.end();
    // A proxy releases its buffer when the response ends.
    connection.streaming = false;
  };
  response.on('drain', follower.resume);
  connection.finish = end;
  connection.stopSending = stop;
  connection.signal.addEventListener('abort', stop);
  const sent = exchange.begin();
}
