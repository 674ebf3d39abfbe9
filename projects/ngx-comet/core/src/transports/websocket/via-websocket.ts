import { EMPTY, from, takeWhile, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import type { PushError } from '../../vocabulary/push-error';
import type { DuplexRoute } from '../../route/duplex-route';
import type { RouteDefaults } from '../../route/route-defaults';
import type { SessionPlan } from '../../session/plan';
import type { Settings } from '../../session/settings';
import { checkWebSocket } from './check-websocket-options';
import { cursorRequest } from '../../url/cursor-request';
import { SendQueue } from './send-queue';
import { websocketTransport } from './websocket-transport';
import { encoded, encodeJson } from './encode-json';
import { webSocketFailure } from './websocket-failure';
import type { UrlSource } from '../../url/url-source';
import type { WebSocketOptions } from './websocket-options';
import { resolveFraming } from '../../framing/resolve-framing';
import { numberOr } from '../../platform/number-or';
import { shorten } from '../../platform/shorten';
import { wireOf } from '../../platform/wire';
import { ownOptions } from '../../platform/own';

/**
 * The route of {@link websocket$}.
 *
 * @usageNotes
 * ```ts
 * connection<Line, Line>([viaWebSocket('/ws'), viaSse('/events')], { sendVia: (line) => http.post('/lines', line) });
 * ```
 */
export function viaWebSocket<In, Out = unknown>(
  url: UrlSource,
  options: WebSocketOptions<In, Out> = {},
): DuplexRoute<In, Out> {
  checkWebSocket('viaWebSocket', url, options);
  return webSocketRoute(url, options);
}

/** The same, without a check. */
export function webSocketRoute<In, Out>(url: UrlSource, given: WebSocketOptions<In, Out>): DuplexRoute<In, Out> {
  const options = ownOptions(given);
  const framing = options.framing === undefined ? undefined : resolveFraming(options.framing);
  const planOver = (
    sendQueue: SendQueue<Out>,
    { maxMessageSize, clock, resume, decode }: Settings<In>,
    defaults: RouteDefaults | undefined,
  ): SessionPlan<In> => ({
    transport: 'websocket',
    connect: websocketTransport({
      url,
      cursor: cursorRequest(options.resume ?? resume),
      defaults: options.defaults ?? defaults?.defaults,
      protocols: options.protocols,
      binaryType: options.binaryType ?? 'arraybuffer',
      framing,
      control: options.control,
      maxMessageSize,
      transientClose: options.transientClose,
      WebSocket:
        wireOf(clock)?.connect('websocket', options, decode).WebSocket ?? options.WebSocket ?? defaults?.WebSocket,
      sendQueue,
      heartbeat: options.heartbeat,
      clock,
    }),
    idOf: options.id,
  });
  return {
    transport: 'websocket',
    own: options,
    unsent: options.unsent,
    encode: (value) => encoded(options.encode ?? encodeJson, value),
    plan: (settings, defaults) =>
      planOver(
        newSendQueue(options, settings.clock, () => undefined),
        settings,
        defaults,
      ),
    open: (settings, fail, defaults) => {
      const sendQueue = newSendQueue(options, settings.clock, fail);
      const outgoing = sendAll(options.outgoing ?? EMPTY, sendQueue, fail);
      return {
        plan: planOver(sendQueue, settings, defaults),
        send: (value) => {
          sendQueue.push(value);
        },
        canSend: () => sendQueue.canSend,
        sendNow: (payload) => sendQueue.sendNow(payload),
        buffered: () => sendQueue.buffered,
        close: () => {
          outgoing.unsubscribe();
          return sendQueue.close();
        },
      };
    },
  };
}

function newSendQueue<In, Out>(
  { encode = encodeJson, queue }: WebSocketOptions<In, Out>,
  clock: SchedulerLike,
  fail: (error: PushError) => void,
): SendQueue<Out> {
  return new SendQueue({ encode, max: numberOr(1_000, queue?.max), overflow: queue?.overflow ?? 'error', clock, fail });
}

function sendAll<Out>(
  outgoing: Observable<Out>,
  sendQueue: SendQueue<Out>,
  fail: (error: PushError) => void,
): Subscription {
  return from(outgoing)
    .pipe(takeWhile(() => !sendQueue.closed))
    .subscribe({
      next: (value) => {
        sendQueue.push(value);
      },
      error: (cause: unknown) => {
        fail(webSocketFailure('aborted', `outgoing failed: ${shorten(cause)}`, cause));
      },
    });
}
