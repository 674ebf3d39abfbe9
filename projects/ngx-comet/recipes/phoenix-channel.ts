import { PushError, pushEvent, type Continuity, type PushEvent } from 'ngx-comet/core';

/** A message of `Phoenix.Socket.V2.JSONSerializer`. */
export type Frame = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: unknown,
];

export interface JoinOptions<T> {
  /** The payload of `phx_join`; called for every join, with the id of the last message. */
  readonly payload?: (cursor: string | undefined) => object;
  /** The id of a message, for channels that can send what comes after it. */
  readonly id?: (data: T) => string | undefined;
  /** Reads from the reply to a later `phx_join` how the channel continues, default `'unknown'`: Phoenix keeps nothing. */
  readonly confirm?: (response: unknown) => Continuity | undefined;
}

interface Answer {
  readonly status: 'ok' | 'error';
  readonly response: unknown;
}

/** The state of a channel that is joined once or several times: turns its frames into events. */
export class PhoenixChannel<T> {
  /** The reference of the latest join. */
  joinRef: string | null = null;
  /** Whether the server has answered that join. */
  joined = false;
  readonly #options: JoinOptions<T>;
  #joinedBefore = false;
  #cursor: string | undefined;

  constructor(options: JoinOptions<T>) {
    this.#options = options;
  }

  joinBy(ref: string, topic: string): Frame {
    this.joinRef = ref;
    this.joined = false;
    return [ref, ref, topic, 'phx_join', this.#options.payload?.(this.#cursor) ?? {}];
  }

  /** @throws PushError if the server refuses the join, or the channel crashed, which is transient */
  events([, ref, topic, event, data]: Frame): readonly PushEvent<T>[] {
    if (event === 'phx_error') throw phoenixError(`${topic} crashed`, 'transient');
    if (event !== 'phx_reply') return [this.#message(event, data as T)];
    // The reply to a push.
    if (ref !== this.joinRef) return [];
    const response = responseOf([null, ref, topic, event, data]);
    const continuity = this.#joinedBefore ? (this.#options.confirm?.(response) ?? 'unknown') : 'first';
    this.joined = this.#joinedBefore = true;
    return [pushEvent({ kind: 'open', transport: 'websocket', continuity })];
  }

  #message(event: string, data: T): PushEvent<T> {
    this.#cursor = this.#options.id?.(data) ?? this.#cursor;
    return pushEvent({ kind: 'message', message: { data, event, id: this.#cursor, transport: 'websocket' } });
  }
}

export function phoenixError(message: string, kind: 'transient' | 'final'): PushError {
  return new PushError('protocol', `Phoenix: ${message}`, { transient: kind === 'transient', transport: 'websocket' });
}

/** The response in a `phx_reply`. A join may crash like a channel that was joined. */
export function responseOf([, , topic, , payload]: Frame): unknown {
  const { status, response } = payload as Answer;
  if (status === 'ok') return response;
  const said = JSON.stringify(response);
  throw phoenixError(`${topic} refused: ${said}`, said.includes('join crashed') ? 'transient' : 'final');
}
