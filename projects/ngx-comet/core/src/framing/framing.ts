/** Cuts one stream of text into messages. It keeps the start of a message whose end has not come yet. */
export interface Framer {
  /** Takes the next piece of text, however it was cut, and returns the messages that are complete with it, in order. */
  push(text: string): string[];
  /** The stream ended cleanly: returns what is left, where that counts as a message. Never called after an error. */
  end(): string[];
}

/**
 * A way to cut text into messages; every connection gets a {@link Framer} of its own. What it or its framer throws ends the stream
 * with a `protocol` error, which is final: it would be thrown again.
 */
export interface Framing {
  /** `maxMessageSize` is the limit that the transport keeps, in characters: a framer need not hold more of one message. */
  create(maxMessageSize?: number): Framer;
}

/**
 * Where one message ends and the next begins. Empty messages are skipped.
 * - `'lines'`: LF or CRLF ends a message (NDJSON);
 * - `'chunks'`: each piece of text is a message, as the platform delivers it. Nothing keeps the pieces that the server
 *   wrote apart on the way, so this is for text that is shown as it grows;
 * - `'json-seq'`: JSON text sequences (RFC 7464);
 * - `'sse'`: the `data` of each server-sent event (WHATWG HTML §9.2);
 * - `{ delimiter }`: a non-empty string ends a message;
 * - a {@link Framing} of your own.
 */
export type FramingOption = 'lines' | 'chunks' | 'json-seq' | 'sse' | { readonly delimiter: string } | Framing;
