import type { TransportName } from '../vocabulary/transport-name';
import type { SseListener } from './sse-parser';

/** A framer of this library. It passes each message to its listener at once: an array of messages costs more time. */
export interface BoundedFramer {
  /** The unfinished message has at least this many characters, so that the transport can limit them. */
  readonly pending: number;
  /** Takes the next piece of text, which may be cut anywhere. Throws a `PushError` that ends the stream. */
  push(text: string): void;
  /** The stream ended without an error: the rest is a message, or dropped. The next piece is of another stream. */
  end(): void;
}

/** Creates the framer of one connection. An `AttemptSink` is a listener. */
export type FramerFactory = (listener: SseListener, maxMessageSize: number, transport: TransportName) => BoundedFramer;
