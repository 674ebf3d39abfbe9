/** What can be sent over a WebSocket as it is. */
export type WebSocketPayload = string | ArrayBuffer | ArrayBufferView | Blob;

/** The part of the WebSocket interface (WHATWG WebSockets §3.1) that is used; `ws` and undici have it too. */
export interface WebSocketLike {
  /** How a binary message is handed over. */
  binaryType: string;
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  /** Bytes that wait for the network. */
  readonly bufferedAmount: number;
  /** The handshake is done. */
  onopen: Handler<unknown>;
  /** A frame came. */
  onmessage: Handler<{ readonly data: unknown }>;
  /** Says nothing; `onclose` follows. */
  onerror: Handler<unknown>;
  /** The connection is over, with the code and reason of the peer, or 1006. */
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  /** Sends a frame, or puts it into the buffer. */
  send(data: WebSocketPayload): void;
  /** Starts the closing handshake. */
  close(code?: number, reason?: string): void;
}

/** Makes the sockets of {@link websocket$}: the browser's `WebSocket`, or a class of the same shape. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

// A method is compared bivariantly: implementations narrow the type of the event, each to its own.
type Handler<E> = { handle(event: E): void }['handle'] | null;
