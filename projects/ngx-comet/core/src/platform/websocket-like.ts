/** The types that a WebSocket can send. */
export type WebSocketPayload = string | ArrayBuffer | ArrayBufferView | Blob;

/** The part of the WebSocket interface (WHATWG WebSockets §3.1) that this library uses. `ws` and undici have it too. */
export interface WebSocketLike {
  /** The type of binary messages. */
  binaryType: string;
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  /** Bytes that are not yet on the network. */
  readonly bufferedAmount: number;
  /** The subprotocol that the server chose; empty or absent if it chose none. */
  readonly protocol?: string;
  /** The handshake is done. */
  onopen: Handler<unknown>;
  /** A frame arrived. */
  onmessage: Handler<{ readonly data: unknown }>;
  /** Has no details; `onclose` follows. */
  onerror: Handler<unknown>;
  /** The connection is closed, with the code and reason of the peer, or 1006. */
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  /** Sends a frame, or adds it to the buffer. */
  send(data: WebSocketPayload): void;
  /** Starts the closing handshake. */
  close(code?: number, reason?: string): void;
}

/** Makes the sockets of {@link websocket$}: the browser's `WebSocket`, or a class of the same shape. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

// Methods are compared bivariantly, so implementations may have event types of their own.
type Handler<E> = { handle(event: E): void }['handle'] | null;
