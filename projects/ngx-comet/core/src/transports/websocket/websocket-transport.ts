import type { SchedulerLike, Subscription } from 'rxjs';
import type { FramerFactory } from '../../framing/bounded-framer';
import { isPushError } from '../../vocabulary/is-push-error';
import type { AttemptSink, Transport } from '../../vocabulary/transport';
import type { UrlSource } from '../../url/url-source';
import type { WebSocketConstructor, WebSocketLike } from '../../platform/websocket-like';
import type { HttpOptions } from '../../http/http-options';
import type { HeartbeatOptions, WebSocketOptions } from './websocket-options';
import type { CursorRequest } from '../../url/cursor-request';
import { attemptQuery } from '../../url/attempt-query';
import { reportUnanswered } from '../../http/report-unanswered';
import { run, type Steps } from '../../platform/run-steps';
import { wireOf } from '../../platform/wire';
import { resolveUrl } from '../../url/resolve-url';
import { withQuery } from '../../url/with-query';
import type { SendQueue } from './send-queue';
import { blockedSocket, mixedContent } from './mixed-content';
import { closeError, type TransientClose } from './close-error';
import { webSocketFailure } from './websocket-failure';
import { startHeartbeat } from './heartbeat';
import { controlFrames } from './control-frames';
import { FrameReader } from './frame-reader';
import { resolveProtocols } from './resolve-protocols';
import { webSocketUrl } from './websocket-url';

export interface WebSocketTransportConfig<Out> {
  readonly url: UrlSource;
  /** Only the query can carry a cursor: a page cannot set the headers of a WebSocket. */
  readonly cursor: CursorRequest;
  readonly defaults: HttpOptions['defaults'];
  readonly protocols: WebSocketOptions<never>['protocols'];
  readonly binaryType: BinaryType;
  readonly framing: FramerFactory | undefined;
  readonly control: WebSocketOptions<unknown, Out>['control'];
  readonly maxMessageSize: number;
  readonly transientClose: TransientClose | undefined;
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly sendQueue: SendQueue<Out>;
  readonly heartbeat: HeartbeatOptions<Out> | undefined;
  readonly clock: SchedulerLike;
}

const CONNECTING = 0;
const OPEN = 1;
const NORMAL = 1000;
const NOT_CONNECTED = { code: 1006, reason: '' };
const nothing = (): void => undefined;

/** Full duplex over a WebSocket (WHATWG WebSockets, RFC 6455). */
export function websocketTransport<Out>(config: WebSocketTransportConfig<Out>): Transport {
  return (attempt, sink) => {
    let hangUp: (() => void) | undefined;
    let given: string | undefined;
    let protocols: { readonly names: string | string[] | undefined } | undefined;
    const connectWithBoth = (): void => {
      if (given === undefined || protocols === undefined || sink.closed) return;
      const url = webSocketUrl(
        withQuery(given, attemptQuery(config.cursor, attempt, sink, config.defaults?.(given).query)),
      );
      hangUp = connect(url, protocols.names, config, attempt.signal, sink);
      // The attempt may have been closed by the socket's constructor, when `hangUp` was not set yet.
      if (sink.closed) hangUp();
    };
    const start = (steps: Steps<void>): void =>
      run(steps, wireOf(config.clock) !== undefined, (cause) => {
        sink.lost(isPushError(cause) ? cause : webSocketFailure('unsupported', 'the WebSocket cannot be made', cause));
      });
    // Both functions are asked at the same time.
    start(
      (function* () {
        given = yield* resolveUrl(config.url, attempt, 'websocket', sink);
        connectWithBoth();
      })(),
    );
    start(
      (function* () {
        protocols = { names: yield* resolveProtocols(config.protocols, attempt) };
        connectWithBoth();
      })(),
    );
    return () => hangUp?.();
  };
}

/**
 * Connects one socket to the sink. Returns the function that closes it. After that, the events of the socket are
 * ignored.
 */
function connect<Out>(
  url: string,
  protocols: string | string[] | undefined,
  config: WebSocketTransportConfig<Out>,
  signal: AbortSignal,
  sink: AttemptSink,
): () => void {
  const { sendQueue, heartbeat, clock, control } = config;
  const socket = make(url, protocols, config.WebSocket);
  if (!('onopen' in socket)) passOn(socket);
  socket.binaryType = config.binaryType;
  const takes = control && controlFrames(control, { socket, sink, ...config });
  const reader = new FrameReader(config, sink, takes);
  const whole = config.framing === undefined && control === undefined;
  let frames = 0;
  let opened = false;
  let stopHeartbeat = nothing;
  let failing: Subscription | undefined;
  const release = (): void => {
    failing?.unsubscribe();
    stopHeartbeat();
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Some sockets have an `error` when they are closed while connecting, and throw it if there is no listener.
    socket.onerror = nothing;
  };

  socket.onopen = () => {
    opened = true;
    sink.open(undefined, socket.protocol || undefined);
    if (sink.closed) return;
    sendQueue.attach(socket);
    if (heartbeat === undefined || sink.closed) return;
    stopHeartbeat = startHeartbeat(heartbeat, { clock, sendQueue, sink, frames: () => frames });
  };
  socket.onmessage = ({ data }) => {
    frames++;
    sink.active();
    if (whole && typeof data === 'string' && reader.idle) sink.message(data, 'message', undefined);
    else reader.take(data);
  };
  const closed = (event: { readonly code: number; readonly reason: string }): void => {
    release();
    sendQueue.abandon();
    reader.afterLast(() => {
      const error = closeError(event, url, config.transientClose, protocols);
      if (error === undefined) sink.done();
      else if (opened || error.code !== 'network') sink.lost(error);
      else reportUnanswered(blockedSocket(socket) ?? error, url, (told) => sink.lost(told));
    });
  };
  socket.onclose = closed;
  // An `error` has no details; a `close` with details follows (WebSockets §4). Only the WebSocket of Node 22 has no
  // `close` after it when it cannot connect.
  socket.onerror = () => {
    failing = clock.schedule(() => {
      if (socket.readyState === CONNECTING) closed(NOT_CONNECTED);
    });
  };
  return () => {
    release();
    sendQueue.detach(signal.reason);
    // The peer may never answer the close frame, so nothing waits for the answer.
    if (socket.readyState === CONNECTING || socket.readyState === OPEN) socket.close(NORMAL);
  };
}

/**
 * Makes a custom socket that is only an event target call the `on…` handlers. Other sockets call them by themselves.
 */
function passOn(socket: WebSocketLike & Partial<Pick<EventTarget, 'addEventListener'>>): void {
  for (const type of ['open', 'message', 'error', 'close'] as const) {
    socket.addEventListener?.(type, (event) => socket[`on${type}`]?.(event as never));
  }
}

function make(
  url: string,
  protocols: string | string[] | undefined,
  WebSocket: WebSocketConstructor | undefined,
): WebSocketLike {
  const Socket = WebSocket ?? (globalThis as { readonly WebSocket?: WebSocketConstructor }).WebSocket;
  if (Socket === undefined) throw webSocketFailure('unsupported', 'this platform has no WebSocket');
  try {
    return protocols === undefined ? new Socket(url) : new Socket(url, protocols);
  } catch (cause) {
    const blocked = (cause as Partial<Error> | null)?.name === 'SecurityError' ? mixedContent(url, cause) : undefined;
    if (blocked !== undefined) throw blocked;
    // The message of the platform's error may contain the whole URL with its token.
    throw webSocketFailure(
      'unsupported',
      `the WebSocket constructor threw ${cause instanceof Error ? cause.name : 'no Error'}`,
      cause,
      url,
    );
  }
}
