import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { follow, type Follower } from '../follow.ts';
import type { FeedRoute, HttpExchange, UpgradeExchange } from './feed-route.ts';

const ROOM = 1_048_576;

/** WebSocket (RFC 6455). */
export const websocket: FeedRoute = {
  transport: 'websocket',
  methods: ['GET'],
  summary:
    'JSON text frames in both directions: publish, ping, echo, subscribe, unsubscribe; ?batch= messages per frame, ?every= ms (100)',
  serve: ({ reply }: HttpExchange) =>
    reply
      .code(426)
      .header('upgrade', 'websocket')
      .header('connection', 'upgrade')
      .send({ error: 'expected a WebSocket handshake' }),
  upgrade: (exchange: UpgradeExchange) => {
    const batch = exchange.query.number('batch', 1, 1);
    const every = exchange.query.number('every', 100, 1);
    const acceptor = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: 16 * ROOM });
    acceptor.handleUpgrade(exchange.request, exchange.socket, exchange.head, (socket) =>
      converse(exchange, socket, batched(socket, batch, every)),
    );
  },
};

interface Sender {
  readonly send: (json: string, sent: () => void) => void;
  /** Sends what waits for more. */
  readonly flush: () => void;
}

function converse(exchange: UpgradeExchange, socket: WebSocket, { send, flush }: Sender): void {
  const { hub, feed, position, connection, encode } = exchange;
  const roomy = (): boolean => socket.bufferedAmount < ROOM;
  const channels = new Map<string, Follower>();
  const reply = (answer: unknown): void => socket.send(JSON.stringify(answer));

  const main = follow(feed, position, (message) => {
    send(encode(message), main.resume);
    sent();
    return roomy();
  });
  const subscribe = (channel: string, cursor: string | undefined): void => {
    if (channels.has(channel)) return;
    const named = `{"channel":${JSON.stringify(channel)},`;
    const start = exchange.startIn(hub.feed(channel), cursor);
    const follower = follow(hub.feed(channel), start.position, (message) => {
      send(named + start.encode(message).slice(1), follower.resume);
      sent();
      return roomy();
    });
    channels.set(channel, follower);
  };
  const unsubscribe = (channel: string): void => {
    channels.get(channel)?.stop();
    channels.delete(channel);
  };

  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.send(data);
    const request = readRequest(data);
    switch (request?.type) {
      case 'publish':
        if (request.value === undefined) return reply({ type: 'error', error: 'publish: expected a value' });
        return void hub.publish(feed.name, request.value);
      case 'ping':
        return reply({ type: 'pong' });
      case 'echo':
        return reply({ type: 'echo', id: request.id, value: request.value });
      case 'subscribe':
      case 'unsubscribe':
        if (!isFeedName(request.channel))
          return reply({ type: 'error', error: `${request.type}: expected a channel name` });
        return request.type === 'subscribe'
          ? subscribe(request.channel, textOf(request.cursor))
          : unsubscribe(request.channel);
      default:
        return reply({ type: 'error', error: 'expected JSON with a known type' });
    }
  });
  // Every error is followed by `close`.
  socket.on('error', () => undefined);
  const stop = (): void => {
    main.stop();
    for (const follower of channels.values()) follower.stop();
  };
  connection.stopSending = () => {
    stop();
    flush();
  };
  connection.finish = () => {
    connection.stopSending();
    socket.close(1001, 'going away');
  };
  connection.close = (code, reason) => socket.close(code, reason);
  connection.signal.addEventListener('abort', stop);
  const sent = exchange.begin();
}

interface ClientRequest {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly value?: unknown;
  readonly channel?: unknown;
  readonly cursor?: unknown;
}

function readRequest(data: RawData): ClientRequest | undefined {
  try {
    const request: unknown = JSON.parse((data as Buffer).toString());
    return typeof request === 'object' && request !== null ? request : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function isFeedName(name: unknown): name is string {
  return typeof name === 'string' && /^[\w-]+$/.test(name);
}

/** Sends one message per frame, or up to `count`, separated by line feeds and delayed by at most `every` ms. */
function batched(socket: WebSocket, count: number, every: number): Sender {
  if (count === 1) return { send: (json, sent) => socket.send(json, sent), flush: () => undefined };
  let waiting: string[] = [];
  let done: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const sent = done;
    socket.send(waiting.join('\n'), () => sent.forEach((call) => call()));
    [waiting, done] = [[], []];
  };
  socket.on('close', () => clearTimeout(timer));
  return {
    send: (json, sent) => {
      waiting.push(json);
      done.push(sent);
      if (waiting.length >= count) flush();
      else timer ??= setTimeout(flush, every);
    },
    flush,
  };
}
