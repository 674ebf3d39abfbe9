import type { Observable } from 'rxjs';
import type { FramingOption } from '../../framing/framing';
import type { Unsent } from '../../route/duplex-route';
import type { PushOptions } from '../../session/push-options';
import type { WebSocketConstructor, WebSocketPayload } from '../../platform/websocket-like';

/** Bounds what waits to be sent. */
export interface QueueOptions {
  /** The most messages that wait, default 1_000. */
  readonly max?: number | undefined;
  /**
   * What becomes of one more: `'error'` (default) ends the stream with an `overflow`, `'drop-oldest'` and `'drop-newest'` lose
   * a message and count it, see {@link WebSocketOptions.unsent}.
   */
  readonly overflow?: 'error' | 'drop-oldest' | 'drop-newest' | undefined;
}

/** Asks the peer for a sign of life, as browsers expose no ping. Times are milliseconds. */
export interface HeartbeatOptions<Out> {
  /** From one question to the next. */
  readonly every: number;
  /** The question; it overtakes what waits in the queue. */
  readonly message: () => Out;
  /**
   * How long the peer may say nothing at all after a question, default `every`; beyond, the connection is lost to `silence`. A
   * long message is heard only when all of it has come.
   */
  readonly timeout?: number | undefined;
}

/** The options of {@link websocket$}. Times are milliseconds. */
export interface WebSocketOptions<In, Out = unknown> extends PushOptions<In> {
  /** The subprotocols to offer, best first (RFC 6455 §1.9). */
  readonly protocols?: string | readonly string[] | undefined;
  /**
   * How the platform holds a binary message, default `'arraybuffer'`; decoders get bytes either way. `'blob'` lets it keep large
   * messages out of memory until they are read.
   */
  readonly binaryType?: BinaryType | undefined;
  /** Splits a text frame into messages; by default one frame is one message. Binary frames are never split. */
  readonly framing?: FramingOption | undefined;
  /**
   * What to send; it is subscribed when the stream is. When it completes the socket stays open for reading, when it errors the
   * stream errors with an `aborted` that has the error as its cause.
   */
  readonly outgoing?: Observable<Out> | undefined;
  /**
   * Turns a value into what is sent, called as soon as the value comes. By default strings, buffers, views and blobs go as they
   * are and anything else goes as JSON. One that throws ends the stream with an `unsupported` that has the error as its cause.
   */
  readonly encode?: ((value: Out) => WebSocketPayload) | undefined;
  /** Bounds what waits while the socket is not open, or cannot take more at the moment. */
  readonly queue?: QueueOptions | undefined;
  /** Asks for a sign of life; without it only `idleTimeout` notices a silent peer. */
  readonly heartbeat?: HeartbeatOptions<Out> | undefined;
  /** Overrules what a close means, 1000 too: true = try again, false = do not, `undefined` = as by default. */
  readonly transientClose?: ((code: number, reason: string) => boolean | undefined) | undefined;
  /** Reads the id out of a message. */
  readonly id?: ((data: In) => string | undefined) | undefined;
  /**
   * Told once, when the stream ends – by an error, a close or unsubscribing –, what was not sent, if anything; without it the
   * logger is told how much.
   */
  readonly unsent?: ((unsent: Unsent<Out>) => void) | undefined;
  /** Makes the sockets, default the platform's own `WebSocket`, looked up at every attempt. */
  readonly WebSocket?: WebSocketConstructor | undefined;
}
