import type { PushTestRequest } from './push-test-request';

/** How the server accepts a connection. */
export interface PushTestAnswer {
  /** The status, default 200. Not for a WebSocket, an EventSource or JSONP. */
  readonly status?: number | undefined;
  /** The headers of the answer. `content-type` has a default that suits the stream. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The subprotocol that the server of a WebSocket chooses, default the first one that was offered. */
  readonly protocol?: string | undefined;
}

/** How the server refuses a connection. */
export interface PushTestRefusal {
  /** The header `Retry-After`: seconds, or an HTTP date. */
  readonly retryAfter?: number | string | undefined;
  /** The headers of the answer. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The body of the answer: text, or anything else as JSON. */
  readonly body?: unknown;
}

/**
 * The server's end of one connection of the application. Each attempt of a stream is a connection of its own.
 *
 * What a call does has happened when the call returns: the application has got the message, and a signal has its value.
 * A call on a connection that is over throws an error that says who ended it.
 */
export interface PushTestConnection {
  /** What the application asked for. */
  readonly request: PushTestRequest;
  /**
   * What the application sent so far: the messages of a WebSocket, or the body of an HTTP request. What is JSON of an
   * object or an array was decoded; anything else is as it was sent.
   */
  readonly sent: readonly unknown[];
  /** `'connecting'` until the test accepts or refuses it; `'closed'` when either side ended it. */
  readonly state: 'connecting' | 'open' | 'closed';
  /** Accepts the connection. A message does it by itself, so `open()` is for the time between them. */
  open(answer?: PushTestAnswer): void;
  /**
   * Sends one message: the payload, encoded as the transport, the `framing` and the `decode` of the stream need it. JSON,
   * unless `decode` is `text()`, `bytes()` or your own function: then a string is sent as it is.
   *
   * It is the whole answer of a poll (without `framing`) and of `jsonp$`, and ends them.
   */
  next(data: unknown): void;
  /**
   * The same with the id and the event name of server-sent events. Only for `sse$`, and where `framing` is `'sse'`; other
   * transports carry an id in the payload.
   */
  message(data: unknown, details?: { readonly id?: string | undefined; readonly event?: string | undefined }): void;
  /**
   * Sends bytes of the wire, cut anywhere: a chunk of the body over HTTP, a frame of a WebSocket. Not for an EventSource
   * and JSONP, whose bytes only the browser sees.
   */
  raw(data: string | Uint8Array): void;
  /** Sends a message that is not what the stream expects: the text goes where the payload goes, and is not encoded. */
  reject(garbage: string): void;
  /** Ends the connection as if the network broke, before it was accepted or after. */
  lose(): void;
  /**
   * Refuses the connection with this status. A browser hides the status from a WebSocket, an EventSource and JSONP: they
   * only fail.
   */
  refuse(status: number, refusal?: PushTestRefusal): void;
  /** The server closes a WebSocket with this code. */
  closeWith(code: number, reason?: string): void;
  /** The server ends the connection in order: the end of the body over HTTP, and the close code 1000 of a WebSocket. */
  end(): void;
}
