import { PushError, pushEvent, type Continuity, type PushEvent } from 'ngx-comet/core';

export interface CentrifugoError {
  readonly code: number;
  readonly message: string;
  readonly temporary?: boolean;
}
export interface Publication {
  readonly data: unknown;
  /** Only of channels that keep a history. */
  readonly offset?: number;
}
/** The answer to `subscribe`, with the position of the channel. */
export interface Subscribed {
  readonly recoverable?: boolean;
  readonly recovered?: boolean;
  readonly epoch?: string;
  readonly offset?: number;
  readonly publications?: readonly Publication[];
}
/** A reply to a command, or a push. */
export interface Reply {
  readonly id?: number;
  readonly error?: CentrifugoError;
  readonly connect?: { readonly pong?: boolean };
  readonly subscribe?: Subscribed;
  readonly push?: {
    readonly channel: string;
    readonly pub?: Publication;
    readonly unsubscribe?: { readonly code: number; readonly reason: string };
  };
}
/** Where `subscribe` shall recover from; empty for the first time, and if the channel keeps no history. */
export interface Recovery {
  readonly recover?: true;
  readonly epoch?: string;
  readonly offset?: number;
}

/** `109` = the token expired: the next connection has another one. */
export function centrifugoError({ code, message, temporary }: CentrifugoError): PushError {
  const transient = temporary === true || code === 109;
  return new PushError('protocol', `Centrifugo: ${message} (${code})`, { transient, transport: 'websocket' });
}

/** The position of one channel: turns what Centrifugo sends for it into events, and knows where to recover from. */
export class CentrifugoChannel {
  /** The id of the latest `subscribe` command. */
  asked: number | undefined;
  #subscribed: Subscribed | undefined;
  #offset = 0;

  /** A `subscribe` command with this id is sent. Returns where it recovers from. */
  askedBy(id: number): Recovery {
    this.asked = id;
    if (this.#subscribed?.recoverable !== true) return {};
    return { recover: true, epoch: this.#subscribed.epoch ?? '', offset: this.#offset };
  }

  /** @throws PushError if the server refused or ended the subscription; a transient one may be subscribed to again */
  events({ error, subscribe, push }: Reply): readonly PushEvent<unknown>[] {
    // 105, "already subscribed", answers a command that was sent twice.
    if (error !== undefined && error.code !== 105) throw centrifugoError(error);
    if (push?.unsubscribe !== undefined) {
      const { code, reason } = push.unsubscribe;
      throw centrifugoError({ code, message: reason, temporary: code >= 2500 });
    }
    if (push?.pub !== undefined) return [this.#message(push.pub)];
    if (subscribe === undefined) return [];
    const continuity = this.#continuity(subscribe);
    this.#subscribed = subscribe;
    this.#offset = subscribe.offset ?? 0;
    const open = pushEvent({ kind: 'open', transport: 'websocket', continuity } as const);
    return [open, ...(subscribe.publications ?? []).map((publication) => this.#message(publication))];
  }

  #continuity({ recovered }: Subscribed): Continuity {
    if (this.#subscribed === undefined) return 'first';
    if (this.#subscribed.recoverable !== true) return 'unknown';
    return recovered === true ? 'resumed' : 'gap';
  }

  #message({ data, offset }: Publication): PushEvent<unknown> {
    if (offset !== undefined) this.#offset = offset;
    const id = offset === undefined ? undefined : `${this.#subscribed?.epoch}:${offset}`;
    return pushEvent({ kind: 'message', message: { data, event: 'message', id, transport: 'websocket' } });
  }
}
