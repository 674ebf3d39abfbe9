// What runs in the page under test: websocket$, controlled by the test.
import {
  bytes,
  isPushError,
  json,
  text,
  websocket$,
  type Decoder,
  type PushError,
  type Unsent,
  type WebSocketOptions,
} from 'ngx-comet/core';
import { Subject, type Subscription } from 'rxjs';

type Kept = 'protocols' | 'binaryType' | 'framing' | 'idleTimeout' | 'connectTimeout' | 'queue';

/** Options that can be sent to a page. */
export interface SocketOptions extends Pick<WebSocketOptions<unknown>, Kept> {
  readonly framing?: 'lines';
  readonly decode?: 'json' | 'text' | 'bytes';
  /** Milliseconds to the next attempt, default 20; `false` = one attempt. */
  readonly retryAfter?: number | false;
  /** Adds a token to the URL, `t1`, `t2`, … from attempt to attempt. */
  readonly withToken?: boolean;
  readonly heartbeat?: { readonly every: number; readonly text: string; readonly timeout?: number };
  /** Uses the subprotocol of nchan with message ids, and resumes after the last one. */
  readonly nchan?: boolean;
  /** Closes whose reason begins so are transient, whatever their code. */
  readonly passing?: string;
}

/** The properties of an error that the test can read. */
export type Facts = Pick<PushError, 'code' | 'transient' | 'closeCode' | 'closeReason'>;

/** The result of a stream so far. */
export interface Seen {
  readonly events: string[];
  /** Bytes as arrays of numbers. */
  readonly values: unknown[];
  readonly losses: Facts[];
  end?: 'complete' | Facts;
  /** How much was not sent. */
  unsent?: { readonly waiting: number; readonly dropped: number; readonly bytes: number };
  /** The largest buffer of the sockets. */
  buffered: number;
}

/** A message to send: text, binary or JSON. */
export type Piece = string | { readonly bytes: readonly number[] } | { readonly json: unknown };

interface Stream {
  readonly seen: Seen;
  readonly outgoing: Subject<unknown>;
  readonly subscription: Subscription;
}

const DECODERS: Readonly<Record<'json' | 'text' | 'bytes', () => Decoder<unknown>>> = { json, text, bytes };

const streams: Stream[] = [];

/** Subscribes, and returns the number of the subscription. */
function start(url: string, given: SocketOptions = {}): number {
  const { decode = 'json', retryAfter = 20, withToken = false, heartbeat, passing, nchan = false, ...rest } = given;
  const outgoing = new Subject<unknown>();
  const seen: Seen = { events: [], values: [], losses: [], buffered: 0 };
  let tokens = 0;
  const options: WebSocketOptions<unknown> = {
    ...rest,
    ...(heartbeat === undefined ? {} : { heartbeat: { ...heartbeat, message: () => heartbeat.text } }),
    ...(passing === undefined
      ? {}
      : { transientClose: (_code: number, reason: string) => reason.startsWith(passing) || undefined }),
    ...(nchan ? { protocols: 'ws+meta.nchan', id: idOf, resume: { query: 'after' } } : {}),
    decode: nchan ? meta : DECODERS[decode](),
    retry: retryAfter === false ? false : () => retryAfter,
    outgoing,
    unsent: ({ values, dropped, bytes: left }: Unsent<unknown>) => {
      seen.unsent = { waiting: values.length, dropped, bytes: left };
    },
    WebSocket: class extends WebSocket {
      override send(data: Parameters<WebSocket['send']>[0]): void {
        super.send(data);
        seen.buffered = Math.max(seen.buffered, this.bufferedAmount);
      }
    },
  };
  const source = withToken ? (): string => `${url}?token=t${++tokens}` : url;
  const subscription = websocket$<unknown>(source, { ...options, observe: 'events' }).subscribe({
    next: (event) => {
      if (event.kind !== 'message') seen.events.push(event.kind);
      if (event.kind === 'lost') seen.losses.push(facts(event.error));
      if (event.kind === 'message') {
        const { data } = event.message;
        seen.values.push(data instanceof Uint8Array ? [...data] : data);
      }
    },
    error: (error: unknown) => {
      if (!isPushError(error)) throw error;
      seen.end = facts(error);
    },
    complete: () => {
      seen.end = 'complete';
    },
  });
  return streams.push({ seen, outgoing, subscription }) - 1;
}

/** A frame of nchan: headers, an empty line, the message. */
function meta(raw: string | Uint8Array): { readonly id: string | undefined; readonly body: string } {
  const [head = '', ...body] = String(raw).split('\n\n');
  return { id: /^id: (.*)$/m.exec(head)?.[1], body: body.join('\n\n') };
}

const idOf = (data: unknown): string | undefined => (data as ReturnType<typeof meta>).id;

function facts({ code, transient, closeCode, closeReason }: PushError): Facts {
  return { code, transient, ...(closeCode === undefined ? {} : { closeCode, closeReason: closeReason ?? '' }) };
}

function send(stream: number, ...pieces: readonly Piece[]): void {
  for (const piece of pieces) {
    const value = typeof piece === 'string' ? piece : 'json' in piece ? piece.json : new Uint8Array(piece.bytes);
    streams[stream]?.outgoing.next(value);
  }
}

/** Sends `count` texts at once, each of `length` characters that begin with its number. */
function flood(stream: number, count: number, length: number): void {
  for (let n = 0; n < count; n++) streams[stream]?.outgoing.next(String(n).padEnd(length, '.'));
}

const sockets = {
  start,
  send,
  flood,
  seen: (stream: number) => streams[stream]?.seen,
  stop: (stream: number) => streams[stream]?.subscription.unsubscribe(),
};

Object.assign(window, { sockets });

declare global {
  interface Window {
    readonly sockets: typeof sockets;
  }
}
