import { WebSocketServer, type WebSocket } from 'ws';
import { follow } from '../follow.ts';
import { Refusal } from '../refusal.ts';
import { answerTo, Channels } from './websocket-requests.ts';
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
    const acceptor = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: exchange.limits.body });
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
  const { feed, position, connection, encode } = exchange;
  const roomy = (): boolean => socket.bufferedAmount < ROOM;
  const main = follow(feed, position, (message) => {
    send(encode(message), main.resume);
    sent();
    return roomy();
  });
  const channels = new Channels(exchange, (named, json, resume) => {
    send(named + json.slice(1), resume);
    sent();
    return roomy();
  });
  const stop = (): void => {
    main.stop();
    channels.stop();
  };
  /** Replies have no buffer of a feed behind them: a client that only asks and never reads is disconnected. */
  const keepsUp = (): boolean => {
    if (socket.readyState !== socket.OPEN) return false;
    if (socket.bufferedAmount <= exchange.limits.replies) return true;
    stop();
    socket.close(1013, 'limits.replies: read faster');
    return false;
  };
  socket.on('ping', keepsUp);
  socket.on('message', (data, isBinary) => {
    if (!keepsUp()) return;
    if (isBinary) return socket.send(data);
    try {
      const answer = answerTo((data as Buffer).toString(), exchange, channels);
      if (answer !== undefined) socket.send(JSON.stringify(answer));
    } catch (error) {
      if (error instanceof Refusal) return socket.send(JSON.stringify({ type: 'error', error: error.message }));
      process.emitWarning(String(error));
      socket.close(1011, 'failed');
    }
  });
  // Every error is followed by `close`.
  socket.on('error', () => undefined);
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

/** Sends one message per frame, or up to `count`, separated by line feeds and delayed by at most `every` ms. */
function batched(socket: WebSocket, count: number, every: number): Sender {
  if (count === 1) return { send: (json, sent) => socket.send(json, sent), flush: () => undefined };
  let waiting: string[] = [];
  let size = 0;
  let done: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const sent = done;
    socket.send(waiting.join('\n'), () => sent.forEach((call) => call()));
    [waiting, done, size] = [[], [], 0];
  };
  socket.on('close', () => clearTimeout(timer));
  return {
    send: (json, sent) => {
      waiting.push(json);
      done.push(sent);
      size += json.length;
      // `count` and `every` are the client's, so they bound nothing.
      if (waiting.length >= count || size >= ROOM) flush();
      else timer ??= setTimeout(flush, every);
    },
    flush,
  };
}
