import { Subject, tap, type Observable } from 'rxjs';
import { channels, websocket$, type PushEvent, type RawData, type UrlSource } from 'ngx-comet/core';
import type { WebSocketOptions } from 'ngx-comet/core';
import { afterHandshake } from './after-handshake';
import { decodeStomp, encodeStomp, type StompFrame } from './stomp-frame';

export interface StompOptions extends WebSocketOptions<StompFrame, StompFrame> {
  /** More headers of `CONNECT`, such as `login` and `passcode`; called for every connection. */
  readonly connectHeaders?: () => Readonly<Record<string, string>>;
  /** More headers of `SUBSCRIBE`; called for every subscription, and again for every new connection. */
  readonly subscribeHeaders?: (destination: string) => Readonly<Record<string, string>>;
  /**
   * How often the broker must send a heart-beat, in milliseconds. After twice that time without data the connection is
   * lost. Default 0 = never, because some brokers cannot send heart-beats.
   */
  readonly heartBeat?: number;
}

export interface Stomp {
  /** The events of the connection, which counts as open when the broker has answered `CONNECT`. */
  readonly events$: Observable<PushEvent<StompFrame>>;
  /** Emits the messages of a destination. */
  watch(destination: string): Observable<StompFrame>;
  /** Sends over the connection that `watch()` opens. Until that is open, messages wait. */
  publish(destination: string, body: string, headers?: Readonly<Record<string, string>>): void;
}

/** Implements STOMP (https://stomp.github.io/stomp-specification-1.2.html) without a STOMP client. */
export function stomp(
  url: UrlSource,
  { connectHeaders, subscribeHeaders, heartBeat = 0, ...options }: StompOptions = {},
): Stomp {
  const outgoing = new Subject<StompFrame>();
  const send = (frame: StompFrame): void => {
    outgoing.next(frame);
  };
  const socket$ = websocket$<StompFrame, StompFrame>(url, {
    idleTimeout: heartBeat * 2,
    ...options,
    protocols: ['v12.stomp', 'v11.stomp'],
    decode: (raw: RawData) => decodeStomp(typeof raw === 'string' ? raw : new TextDecoder().decode(raw)),
    encode: encodeStomp,
    outgoing,
    observe: 'events',
  }).pipe(
    // "The server MUST then close the connection just after sending the ERROR frame" (STOMP 1.2): the stream ends.
    tap((event) => {
      if (event.kind !== 'message' || event.message.data.command !== 'ERROR') return;
      throw new Error(event.message.data.headers['message'] ?? 'STOMP ERROR');
    }),
  );
  const peer = afterHandshake<StompFrame, StompFrame>(
    { events$: socket$, send },
    {
      greeting: () => {
        const headers = { 'accept-version': '1.1,1.2', host: '/', 'heart-beat': `0,${heartBeat}` };
        return { command: 'CONNECT', headers: { ...headers, ...connectHeaders?.() }, body: '' };
      },
      isAnswer: ({ command }) => command === 'CONNECTED',
    },
  );
  return {
    events$: peer.events$,
    watch: channels<StompFrame, StompFrame>(peer, {
      subscribe: (name) => {
        const headers = { id: name, destination: name, ...subscribeHeaders?.(name) };
        return { command: 'SUBSCRIBE', headers, body: '' };
      },
      unsubscribe: (name) => ({ command: 'UNSUBSCRIBE', headers: { id: name }, body: '' }),
      nameOf: ({ command, headers }) => (command === 'MESSAGE' ? headers['subscription'] : undefined),
    }),
    publish: (destination, body, headers) => {
      peer.send({ command: 'SEND', headers: { ...headers, destination }, body });
    },
  };
}
