import type { Observable, SchedulerLike } from 'rxjs';
import type { ChannelProtocol } from '../peer/channels';
import type { WebSocketPayload } from '../platform/websocket-like';
import { isDuplex, type Unsent } from '../route/duplex-route';
import type { Route } from '../route/route';
import type { FeedMemory } from '../session/feed-memory';
import { payloadOf } from '../session/payload-of';
import type { Settings } from '../session/settings';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushLogger } from '../vocabulary/push-logger';
import type { PushMessage } from '../vocabulary/push-message';
import { receiveRelayed } from './receive-relayed';
import type { RawMessage, RelayedConnection } from './relay';
import type { RoutedWire } from './routed-wire';
import type { Sender } from './sender';

/** The parts of a connection that its relay works with. */
export interface RelayParts<In, Out> {
  readonly routes: readonly Route<In>[];
  readonly settings: Settings<In>;
  readonly wire: RoutedWire<In, Out>;
  readonly sender: Sender<Out>;
  readonly protocol: ChannelProtocol<In, Out> | undefined;
  readonly replaysLast: boolean;
  readonly handedOver: () => void;
  readonly forget: () => void;
}

/** A connection as its relay sees it. */
export class RelayPart<In, Out> implements RelayedConnection<In, Out> {
  readonly logger: PushLogger;
  readonly clock: SchedulerLike;
  readonly replaysLast: boolean;
  readonly wire$: Observable<PushEvent<In>>;
  readonly handedOver: () => void;
  readonly forget: () => void;
  readonly #parts: RelayParts<In, Out>;
  readonly #memory: FeedMemory;

  constructor(parts: RelayParts<In, Out>, memory: FeedMemory) {
    this.#parts = parts;
    this.#memory = memory;
    this.logger = parts.settings.logger;
    this.clock = parts.settings.clock;
    this.replaysLast = parts.replaysLast;
    this.wire$ = parts.wire.events$;
    this.handedOver = parts.handedOver;
    this.forget = parts.forget;
  }

  arrived(): RawMessage {
    const { raw, decoded } = this.#memory;
    return { raw, decoded, place: this.#parts.wire.place };
  }

  live(): { readonly place: number; readonly sends: boolean } {
    const { place, socket } = this.#parts.wire;
    return { place, sends: socket !== undefined };
  }

  receive(message: PushMessage<RawMessage>): PushEvent<In> {
    const { routes, settings } = this.#parts;
    const { raw, place } = message.data;
    const event = receiveRelayed(settings, routes[place]?.own?.decode ?? settings.decode, message);
    if (event.kind === 'rejected' && settings.onInvalid === 'error') throw event.error;
    if (event.kind === 'message') {
      this.#memory.note(message.id, payloadOf(raw), settings.sequence?.(event.message));
    }
    return event;
  }

  encode(value: Out, place: number): WebSocketPayload {
    const route = this.#parts.routes[place];
    if (route !== undefined && isDuplex<In, Out>(route)) return route.encode(value);
    throw new PushError('unsupported', `route ${place} of this tab cannot send`, { transient: false });
  }

  canSend(): boolean {
    return this.#parts.wire.socket?.canSend() === true;
  }

  send(payload: WebSocketPayload): void {
    this.#parts.wire.socket?.sendNow(payload);
  }

  buffered(): number {
    return this.#parts.wire.socket?.buffered() ?? 0;
  }

  resume(): void {
    this.#parts.sender.resume();
  }

  takeBack(unsent: Unsent<Out>): void {
    this.#parts.sender.takeBack(unsent);
  }

  channel(name: string, how: 'subscribe' | 'unsubscribe'): void {
    const { protocol, sender } = this.#parts;
    if (protocol !== undefined) sender.control(protocol[how](name));
  }

  reconnect(): void {
    this.#parts.wire.reconnect();
  }
}
