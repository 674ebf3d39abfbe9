/** Splits one stream of text into messages. It keeps the start of a message until its end arrives. */
export interface Framer {
  /** Takes the next piece of text, which may be cut anywhere. Returns the messages that it completes, in order. */
  push(text: string): string[];
  /** Called when the stream has ended without an error. Returns the rest of the text if it is a message. */
  end(): string[];
}

/**
 * A way to split text into messages. Every connection gets its own {@link Framer}. An error that a framing or its
 * framer throws ends the stream with a final `protocol` error, because a retry would fail the same way.
 */
export interface Framing {
  /** `maxMessageSize` is the limit of the transport, in characters. A framer need not hold more of one message. */
  create(maxMessageSize?: number): Framer;
}

/**
 * Where one message ends and the next begins. Empty messages are skipped.
 * - `'lines'`: LF or CRLF ends a message (NDJSON);
 * - `'chunks'`: each piece of text is a message, as the platform delivers it. The network may join or split the pieces
 *   that the server wrote, so use this only for text that is shown as it grows;
 * - `'json-seq'`: JSON text sequences (RFC 7464);
 * - `'sse'`: the `data` of each server-sent event (WHATWG HTML §9.2);
 * - `{ delimiter }`: a non-empty string ends a message;
 * - a {@link Framing} of your own.
 */
export type FramingOption = 'lines' | 'chunks' | 'json-seq' | 'sse' | { readonly delimiter: string } | Framing;
