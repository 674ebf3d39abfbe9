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
 * Where one message ends and the next begins. Empty messages are skipped, except with `'sse'`.
 *
 * - `'lines'`: LF or CRLF ends a message (NDJSON);
 * - `'chunks'`: each piece of text is a message, as the platform delivers it. The network may join or split the pieces
 *   that the server wrote, so use this only for text that is shown as it grows;
 * - `'json'`: JSON values, one after the other, with or without whitespace or commas between them. If the text begins
 *   with an array, each item is a message as soon as it is complete, and so are the items of arrays after it. Otherwise
 *   an array is a message like any value. A value may be nested 1,000 levels deep; deeper is a final `overflow`;
 * - `'json-seq'`: JSON text sequences (RFC 7464);
 * - `'sse'`: server-sent events (WHATWG HTML §9.2). Messages have the name and the id of their event, and the id becomes
 *   the cursor, which is sent back in `Last-Event-ID` unless `resume` says otherwise. `retry:` is respected;
 * - `'by-type'`: the `Content-Type` of the answer decides: `text/event-stream` is read as `'sse'`, `application/json` and
 *   other types of JSON as `'json'`, `application/x-ndjson` (also `application/jsonl`) as `'lines'`,
 *   `application/json-seq` as `'json-seq'`. Another type is a final `content-type` error, but an answer 202, 204 or 205 of
 *   another type is one without messages. `Accept` is `application/json, text/event-stream` unless `headers` has another.
 *   Only for answers over HTTP;
 * - `{ delimiter }`: a non-empty string ends a message;
 * - a {@link Framing} of your own.
 */
export type FramingOption =
  'lines' | 'chunks' | 'json' | 'json-seq' | 'sse' | 'by-type' | { readonly delimiter: string } | Framing;
