import type { SessionPlan } from '../session/plan';
import type { Settings } from '../session/settings';
import type { WebSocketPayload } from '../platform/websocket-like';
import type { PushError } from '../vocabulary/push-error';
import type { Route } from './route';
import type { RouteDefaults } from './route-defaults';

/** A route that can send too. */
export interface DuplexRoute<In, Out> extends Route<In> {
  /** Called once per subscription, instead of `plan`. `fail` ends the subscription with an error. */
  open(settings: Settings<In>, fail: (error: PushError) => void, defaults?: RouteDefaults): Duplex<In, Out>;
  /** Encodes a message, for another tab that sends it. Throws a `PushError` if it cannot be encoded. */
  encode(value: Out): WebSocketPayload;
  /** Called with the messages that were not sent. */
  readonly unsent: ((unsent: Unsent<Out>) => void) | undefined;
}

/** Both directions of one subscription. */
export interface Duplex<In, Out> {
  readonly plan: SessionPlan<In>;
  /** Sends now or as soon as possible, over this connection or a later one. */
  send(value: Out): void;
  /** Whether the socket takes a message at once. */
  canSend(): boolean;
  /** Sends an encoded message of another tab at once, if the socket takes it. */
  sendNow(payload: WebSocketPayload): void;
  /** How many bytes are not yet on the network. */
  buffered(): number;
  /** Sends nothing any more. Returns the unsent messages, if there are any. */
  close(): Unsent<Out> | undefined;
}

/** The messages that could not be sent. */
export interface Unsent<Out> {
  /** Messages that no socket got, in order. After an `overflow` the last one is the message that did not fit. */
  readonly values: readonly Out[];
  /** How many messages the queue dropped. */
  readonly dropped: number;
  /** Bytes that were still in the buffer of a socket when its connection was lost; they are not sent again. */
  readonly bytes: number;
}

/** Whether a route can send. */
export function isDuplex<In, Out>(route: Route<In>): route is DuplexRoute<In, Out> {
  return 'open' in route;
}
