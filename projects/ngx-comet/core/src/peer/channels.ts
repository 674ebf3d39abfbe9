import { Observable, Subscription, type Subscriber } from 'rxjs';
import { check } from '../checks/check';
import { having, nonEmptyText } from '../checks/kinds';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushPeer } from './push-peer';

/** How the topics of one connection are subscribed to. */
export interface ChannelProtocol<In, Out> {
  /** The message that subscribes to a channel. */
  subscribe(name: string): Out;
  /** The message that unsubscribes from it. */
  unsubscribe(name: string): Out;
  /** The channel that a message belongs to, if any. */
  nameOf(data: In): string | undefined;
}

/**
 * Shares one wire among named channels. The returned function gives the messages of a channel: its first subscriber sends
 * `subscribe`, the last one to leave sends `unsubscribe`, and every new connection is told all names in use, since the server
 * forgot them with the old one. The wire is kept open while any channel is in use, and all channels end with it.
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
  check('peer', peer, having('send', 'an object with events$ and send'));
  check('protocol', protocol, having('nameOf', 'an object with subscribe, unsubscribe and nameOf'));
  const switchboard = new Switchboard(peer, protocol);
  return (name) => {
    check('name', name, nonEmptyText);
    return new Observable((subscriber) => {
      switchboard.join(name, subscriber);
    });
  };
}

/**
 * What is known of the wire:
 * - `assumed`: it said nothing when it was subscribed to, so it is open for somebody else, or it waits and keeps what is sent;
 * - `kept`: it waited, and has what was sent since; that goes out with the next connection;
 * - `down`: the next connection is told who is there by then;
 * - `open`.
 */
type WireState = 'assumed' | 'kept' | 'down' | 'open';

/** One subscription to the wire for all channels: a message costs one look-up, however many there are. */
class Switchboard<In, Out> {
  readonly #peer: PushPeer<In, Out>;
  readonly #protocol: ChannelProtocol<In, Out>;
  /** Who is in which channel; a list is replaced and never changed, as messages are handed along it. */
  readonly #channels = new Map<string, readonly Subscriber<In>[]>();
  #wire: Subscription | undefined;
  #state: WireState = 'down';

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
    if (this.#wire === undefined) this.#listen();
    else if (others === undefined && this.#state !== 'down') this.#subscribe(name);
  }

  #listen(): void {
    const wire = (this.#wire = new Subscription());
    this.#state = 'down';
    let silent = true;
    wire.add(
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
    // A wire that is opened says so at once.
    if (!silent || this.#wire !== wire) return;
    this.#state = 'assumed';
    this.#subscribeAll();
  }

  #changed(what: Exclude<PushEvent<In>['kind'], 'message'>): void {
    const state = this.#state;
    if (what === 'open') {
      this.#state = 'open';
      // Also told of a gap in a connection that goes on: that is no new one.
      if (state === 'down') this.#subscribeAll();
    } else if (what === 'connecting' && state === 'assumed') this.#state = 'kept';
    else if (what === 'paused' || (what !== 'rejected' && state !== 'kept')) this.#state = 'down';
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
    // A new connection will know nothing of the channel anyway.
    if (this.#state !== 'down') this.#unsubscribe(name);
    if (this.#channels.size > 0) return;
    this.#wire?.unsubscribe();
    this.#wire = undefined;
  }

  #unsubscribe(name: string): void {
    try {
      this.#peer.send(this.#protocol.unsubscribe(name));
    } catch {
      // Nobody is left who could be told, and what still comes for the channel goes nowhere.
    }
  }

  /** The wire is gone; whoever joins now opens it anew. */
  #end(): readonly Subscriber<In>[] {
    const all = [...this.#channels.values()].flat();
    this.#channels.clear();
    this.#wire = undefined;
    return all;
  }
}
