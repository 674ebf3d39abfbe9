import type { WebSocketLike, WebSocketPayload } from 'ngx-comet/core';
import { decodedSent, frame, payloadFor, type EventDetails, type Stream } from './encoding';
import type { Origin } from './origin';
import type { PushTestAnswer } from './push-test-connection';
import { TestConnection } from './test-connection';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

/** The socket that the application gets. */
export class TestSocket implements WebSocketLike {
  binaryType = 'blob';
  readyState = CONNECTING;
  readonly bufferedAmount = 0;
  protocol = '';
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onerror: WebSocketLike['onerror'] = null;
  onclose: WebSocketLike['onclose'] = null;
  readonly #connection: SocketConnection;

  constructor(url: string, protocols: string | string[] | undefined, stream: Stream, origin: Origin) {
    this.#connection = new SocketConnection(url, protocols, stream, origin, this);
  }

  get connection(): SocketConnection {
    return this.#connection;
  }

  send(data: WebSocketPayload): void {
    this.#connection.sent.push(decodedSent(data));
  }

  close(): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#connection.hungUp();
  }
}

/** One WebSocket. */
export class SocketConnection extends TestConnection {
  readonly #socket: TestSocket;

  constructor(
    url: string,
    protocols: string | string[] | undefined,
    stream: Stream,
    origin: Origin,
    socket: TestSocket,
  ) {
    const offered = protocols === undefined ? [] : [protocols].flat();
    const request = { url, transport: stream.transport, method: 'GET', headers: new Headers(), body: null } as const;
    super({ ...request, protocols: offered }, stream, origin);
    this.#socket = socket;
  }

  protected accept({ protocol = this.request.protocols[0] ?? '' }: PushTestAnswer): void {
    this.#socket.protocol = protocol;
    this.#socket.readyState = OPEN;
    this.#socket.onopen?.({ type: 'open' });
  }

  protected deliver(data: unknown, details: EventDetails): void {
    this.write(frame(this.stream, payloadFor(this.stream, data), details));
  }

  protected deliverGarbage(garbage: string): void {
    this.write(frame(this.stream, garbage, {}));
  }

  protected write(data: string | Uint8Array): void {
    this.#socket.onmessage?.({ data: typeof data === 'string' ? data : this.#binary(data) });
  }

  protected break(): void {
    this.#fail();
  }

  /** A browser shows nothing of the answer to a handshake that failed (WebSockets §4). */
  protected answerRefusal(): void {
    this.#fail();
  }

  protected override closing(code: number, reason: string): () => void {
    return () => this.#close(code, reason);
  }

  protected finish(): void {
    this.#close(1000, '');
  }

  #fail(): void {
    this.#socket.readyState = CLOSED;
    this.#socket.onerror?.({ type: 'error' });
    this.#close(1006, '');
  }

  #close(code: number, reason: string): void {
    this.#socket.readyState = CLOSED;
    this.#socket.onclose?.({ code, reason });
  }

  #binary(data: Uint8Array): unknown {
    const copy = Uint8Array.from(data);
    return this.#socket.binaryType === 'blob' ? new Blob([copy]) : copy.buffer;
  }
}
