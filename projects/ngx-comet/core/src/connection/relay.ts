import type { Observable, SchedulerLike } from 'rxjs';
import type { WebSocketPayload } from '../platform/websocket-like';
import type { Unsent } from '../route/duplex-route';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushLogger } from '../vocabulary/push-logger';
import type { PushMessage } from '../vocabulary/push-message';

/**
 * The property of a connection by which `ngx-comet/tabs` shares it. Registered, so that it is the same in every copy of
 * the package. Not a name, because it is not for applications; nor a member of the class, which bundlers would keep.
 */
export const RELAY: unique symbol = /* @__PURE__ */ Symbol.for('ngx-comet.relay');

/** A message as it arrived, before decoding, and what is needed to decode it in another tab. */
export interface RawMessage {
  readonly raw: unknown;
  /** `raw` is the value already. */
  readonly decoded: boolean;
  /** The place of the route that it arrived over. */
  readonly place: number;
}

/** What a relay does with its connection. */
export interface RelayedConnection<In, Out> {
  readonly logger: PushLogger;
  readonly clock: SchedulerLike;
  /** A late subscriber gets the last message. */
  readonly replaysLast: boolean;
  /** The events over the own routes. Subscribing connects, unsubscribing hangs up. */
  readonly wire$: Observable<PushEvent<In>>;
  /** How the message that `wire$` emits now arrived. */
  arrived(): RawMessage;
  /** The place of the live route of `wire$`, and whether it can send. */
  live(): { readonly place: number; readonly sends: boolean };
  /**
   * The event of a message that another tab received: the message, or its rejection. Throws a `PushError` where invalid
   * messages end the stream.
   */
  receive(message: PushMessage<RawMessage>): PushEvent<In>;
  /** Encodes a message for the route at this place. Throws a `PushError`. */
  encode(value: Out, place: number): WebSocketPayload;
  /** Whether `send` can send right now. */
  canSend(): boolean;
  /** Sends an encoded message over the live route at once. */
  send(payload: WebSocketPayload): void;
  /** How many bytes wait in the live socket. */
  buffered(): number;
  /** The other tab takes more messages: `full` is not true any more. */
  resume(): void;
  /** The messages that no tab sent are sent over the next live route. */
  takeBack(unsent: Unsent<Out>): void;
  /** Subscribes the connection to a channel on the server, or unsubscribes it. */
  channel(name: string, how: 'subscribe' | 'unsubscribe'): void;
  /** Another tab leads, or this one does: an answer to what was sent before may never come. */
  handedOver(): void;
  /** Forgets everything of the user, in this tab. */
  forget(): void;
  /** Opens an own connection anew. */
  reconnect(): void;
}

/** Gives a connection the wire of another tab while that one leads. */
export interface Relay<In, Out> {
  /** The events of this tab, over its own wire or that of another tab. */
  readonly events$: Observable<PushEvent<In>>;
  /** Whether this tab has the wire. */
  readonly leads: boolean;
  /** The place of the live route of another tab. */
  readonly place: number;
  /** Sends by the tab that has the wire; `undefined` if its route only receives. */
  readonly wayOut: ((value: Out) => void) | undefined;
  /** The tab that has the wire has not taken enough yet of what it was given. */
  readonly full: boolean;
  /** The first subscriber of a channel came in this tab, or the last one left. */
  channel(name: string, how: 'subscribe' | 'unsubscribe'): void;
  /** Opens the connection anew, whichever tab has it. */
  reconnect(): void;
  /** Every tab forgets the user, and the connection is opened anew. */
  forget(): void;
}

/** What a connection has at `RELAY`. Called once, before the connection is used. `make` gets what the relay works with. */
export type RelayInstaller<In, Out> = (make: (connection: RelayedConnection<In, Out>) => Relay<In, Out>) => void;
