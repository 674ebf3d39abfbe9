import type { Observable } from 'rxjs';
import type { HttpOptions } from '../../http/http-options';
import type { FramingOption } from '../../framing/framing';
import type { Unsent } from '../../route/duplex-route';
import type { PushOptions } from '../../session/push-options';
import type { Attempt } from '../../vocabulary/attempt';
import type { RawData } from '../../vocabulary/transport';
import type { WebSocketConstructor, WebSocketPayload } from '../../platform/websocket-like';

/** Limits the messages that wait to be sent. */
export interface QueueOptions {
  /** The most messages that may wait, default 1_000; together at most 16 Mi characters and bytes. */
  readonly max?: number | undefined;
  /**
   * What happens to one more message. `'error'` (default) ends the stream with an `overflow`. `'drop-oldest'` and
   * `'drop-newest'` drop a message and count it, see {@link WebSocketOptions.unsent}.
   */
  readonly overflow?: 'error' | 'drop-oldest' | 'drop-newest' | undefined;
}

/** Checks that the peer still answers. Browsers expose no ping, so it sends a message. Times are milliseconds. */
export interface HeartbeatOptions<Out> {
  /** The time from one heartbeat to the next. */
  readonly every: number;
  /** Returns the message to send. It is sent ahead of the messages that wait in the queue. */
  readonly message: () => Out;
  /**
   * How long the peer may send nothing at all after a heartbeat, default `every`. Then the connection is lost with
   * `silence`. A long message counts only when all of it has arrived.
   */
  readonly timeout?: number | undefined;
}

/** The options of {@link websocket$}. Times are milliseconds. */
export interface WebSocketOptions<In, Out = unknown> extends PushOptions<In> {
  /** Called at every attempt with the URL. Returns the query that is added to it, as {@link HttpOptions.defaults}. */
  readonly defaults?: HttpOptions['defaults'];
  /**
   * The subprotocols to offer, best first (RFC 6455 §1.9). A function is called at every attempt: browsers let a page set
   * no headers of a WebSocket, so many servers take a token as a subprotocol. If it fails, the attempt is a transient
   * loss, as with a `url` function. If it returns no subprotocols, the stream ends with `unsupported`. No error shows a
   * subprotocol.
   *
   * @usageNotes
   * ```ts
   * websocket$<Line>('/chat', { protocols: async () => ['v1.chat', `bearer.${await token()}`] });
   * ```
   */
  readonly protocols?:
    | string
    | readonly string[]
    | ((attempt: Attempt) => string | readonly string[] | Promise<string | readonly string[]>)
    | undefined;
  /**
   * How the platform holds a binary message, default `'arraybuffer'`. Decoders get bytes in both cases. With `'blob'`,
   * the platform can keep large messages out of memory until they are read.
   */
  readonly binaryType?: 'arraybuffer' | 'blob' | undefined;
  /**
   * Splits a text frame into messages. By default one frame is one message. Each frame is split on its own: its last
   * message needs no end. Binary frames are never split. `'by-type'` is only for answers over HTTP.
   */
  readonly framing?: Exclude<FramingOption, 'by-type'> | undefined;
  /**
   * Recognises what belongs to the protocol and not to the feed, such as pings and acknowledgements. It is called with
   * every message before `decode`: with the text or the bytes of a frame, or with each part that `framing` makes of it.
   * If it returns true, the message is not decoded, not emitted and not rejected. It still shows that the peer is alive.
   *
   * `reply` sends a value at once over the connection of this message, ahead of the queue. If the connection is over, or
   * if 16 MiB wait in the buffer of its socket, it does nothing. If `control` throws, the message is rejected, as when
   * `decode` throws.
   *
   * @usageNotes
   * ```ts
   * websocket$<Line, object>('/chat', {
   *   control: (raw, reply) => {
   *     const { ping } = JSON.parse(String(raw)) as { ping?: number };
   *     if (ping !== undefined) reply({ pong: ping });
   *     return ping !== undefined;
   *   },
   * });
   * ```
   */
  readonly control?: ((raw: RawData, reply: (value: Out) => void) => boolean) | undefined;
  /**
   * The messages to send. It is subscribed to when the stream is. When it completes, the socket stays open for reading.
   * When it errors, the stream errors with an `aborted`, whose cause is that error.
   */
  readonly outgoing?: Observable<Out> | undefined;
  /**
   * Turns a value into the data to send. It is called at once, also when the message must wait. By default strings,
   * buffers, views and blobs are sent as they are, and anything else as JSON. If it throws, the stream ends with an
   * `unsupported`, whose cause is that error.
   */
  readonly encode?: ((value: Out) => WebSocketPayload) | undefined;
  /** Limits the messages that wait while the socket is not open or its buffer is full. */
  readonly queue?: QueueOptions | undefined;
  /** Checks that the peer still answers. Without it, only `idleTimeout` detects a silent peer. */
  readonly heartbeat?: HeartbeatOptions<Out> | undefined;
  /**
   * Decides whether to retry after a close, also after 1000: true = retry, false = do not retry, `undefined` = the
   * default.
   */
  readonly transientClose?: ((code: number, reason: string) => boolean | undefined) | undefined;
  /** Returns the id of a message. It becomes the cursor. */
  readonly id?: ((data: In) => string | undefined) | undefined;
  /**
   * Called once, if anything was not sent, when the stream ends by an error, a close or unsubscribing. Without it, the
   * logger gets a warning with the counts.
   */
  readonly unsent?: ((unsent: Unsent<Out>) => void) | undefined;
  /** The constructor of the sockets, default the platform's `WebSocket`, looked up at every attempt. */
  readonly WebSocket?: WebSocketConstructor | undefined;
}
