import { Observable, Subscription, type Subscriber } from 'rxjs';
import { check } from '../checks/check';
import { having, nonEmptyText } from '../checks/kinds';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushPeer } from './push-peer';

declare const ngDevMode: object | boolean | undefined;

/** How the channels of one connection are subscribed to. */
export interface ChannelProtocol<In, Out> {
  /** The message that subscribes to a channel. */
  subscribe(name: string): Out;
  /** The message that unsubscribes from it. */
  unsubscribe(name: string): Out;
  /** The channel of a message; `undefined` if it belongs to none. */
  nameOf(data: In): string | undefined;
}

/**
 * Shares one connection among named channels. The returned function returns the messages of a channel. Its first
 * subscriber sends `subscribe`, its last one sends `unsubscribe`. Every new connection sends `subscribe` for all
 * channels in use, because the server forgot them with the old connection. The connection stays open while a channel is
 * in use, and all channels end with it.
 *
 * @usageNotes
 * ```ts
 * const channel = channels<Update, Command>(peer, {
 *   subscribe: (name) => ({ type: 'subscribe', name }),
 *   unsubscribe: (name) => ({ type: 'unsubscribe', name }),
 *   nameOf: (update) => update.channel,
 * });
 * channel('news').subscribe((update) => show(update));
 * ```
 */
export function channels<In, Out>(
  peer: PushPeer<In, Out>,
  protocol: ChannelProtocol<In, Out>,
): (name: string) => Observable<In> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    check('peer', peer, having('send', 'an object with events$ and send'));
    check('protocol', protocol, having('nameOf', 'an object with subscribe, unsubscribe and nameOf'));
  }
  const switchboard = new Switchboard(peer, protocol);
  return (name) => {
    if (typeof ngDevMode === 'undefined' || ngDevMode) check('name', name, nonEmptyText);
    return new Observable((subscriber) => {
      switchboard.join(name, subscriber);
    });
  };
}

/**
 * What is known of the connection:
 * - `assumed`: it emitted nothing when it was subscribed to. It is open already, or it waits and keeps sent messages;
 * - `kept`: it waited, and the messages sent since are sent over the next connection;
 * - `down`: the next connection subscribes to all channels in use;
 * - `open`.
 */
type ConnectionState = 'assumed' | 'kept' | 'down' | 'open';

/**
 * One subscription to the connection for all channels. A message costs one look-up, however many channels there are.
 */
class Switchboard<In, Out> {
  readonly #peer: PushPeer<In, Out>;
  readonly #protocol: ChannelProtocol<In, Out>;
  /** The subscribers of each channel. A list is replaced and never changed, because a message may be in delivery. */
  readonly #channels = new Map<string, readonly Subscriber<In>[]>();
  #connection: Subscription | undefined;
  #state: ConnectionState = 'down';

  constructor(peer: PushPeer<In, Out>, protocol: ChannelProtocol<In, Out>) {
    this.#peer = peer;
    this.#protocol = protocol;
  }

  join(name: string, subscriber: Subscriber<In>): void {
    const others = this.#channels.get(name);
    this.#channels.set(name, [...(others ?? []), subscriber]);
    subscriber.add(() => {
      this.#leave(name, subscriber);
    });
    if (this.#connection === undefined) this.#listen();
    else if (others === undefined && this.#state !== 'down') this.#subscribe(name);
  }

  #listen(): void {
    const connection = (this.#connection = new Subscription());
    this.#state = 'down';
    let silent = true;
    connection.add(
      this.#peer.events$.subscribe({
        next: (event) => {
          silent = false;
          if (event.kind === 'message') this.#deliver(event.message.data);
          else this.#changed(event.kind);
        },
        error: (error: unknown) => {
          for (const subscriber of this.#end()) subscriber.error(error);
        },
        complete: () => {
          for (const subscriber of this.#end()) subscriber.complete();
        },
      }),
    );
    // A connection that opens now emits `connecting` at once.
    if (!silent || this.#connection !== connection) return;
    this.#state = 'assumed';
    this.#subscribeAll();
  }

  #changed(kind: Exclude<PushEvent<In>['kind'], 'message'>): void {
    const state = this.#state;
    if (kind === 'comment') return;
    if (kind === 'open') {
      this.#state = 'open';
      // A gap in a connection that goes on is an `open` too, but not a new connection.
      if (state === 'down') this.#subscribeAll();
    } else if (kind === 'connecting' && state === 'assumed') this.#state = 'kept';
    else if (kind === 'paused' || (kind !== 'rejected' && state !== 'kept')) this.#state = 'down';
  }

  #subscribeAll(): void {
    for (const name of [...this.#channels.keys()]) this.#subscribe(name);
  }

  #subscribe(name: string): void {
    try {
      this.#peer.send(this.#protocol.subscribe(name));
    } catch (error) {
      for (const subscriber of this.#channels.get(name) ?? []) subscriber.error(error);
    }
  }

  #deliver(data: In): void {
    const name = this.#protocol.nameOf(data);
    if (name === undefined) return;
    for (const subscriber of this.#channels.get(name) ?? []) subscriber.next(data);
  }

  #leave(name: string, subscriber: Subscriber<In>): void {
    const users = this.#channels.get(name);
    if (users?.includes(subscriber) !== true) return;
    const others = users.filter((user) => user !== subscriber);
    if (others.length > 0) {
      this.#channels.set(name, others);
      return;
    }
    this.#channels.delete(name);
    // A new connection knows nothing of the channel anyway.
    if (this.#state !== 'down') this.#unsubscribe(name);
    if (this.#channels.size > 0) return;
    this.#connection?.unsubscribe();
    this.#connection = undefined;
  }

  #unsubscribe(name: string): void {
    try {
      this.#peer.send(this.#protocol.unsubscribe(name));
    } catch {
      // No subscriber is left to get the error. Later messages of the channel are dropped.
    }
  }

  /** The connection ended. A subscriber that joins now opens a new one. */
  #end(): readonly Subscriber<In>[] {
    const all = [...this.#channels.values()].flat();
    this.#channels.clear();
    this.#connection = undefined;
    return all;
  }
}
