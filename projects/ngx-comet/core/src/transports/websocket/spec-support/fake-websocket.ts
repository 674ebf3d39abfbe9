import type { WebSocketLike, WebSocketPayload } from '../../../platform/websocket-like';

/** A WebSocket whose peer is the spec. Like the platform's WebSocket, it may have events after it was closed. */
export class FakeWebSocket implements WebSocketLike {
  /** Every socket made since the last reset. */
  static all: FakeWebSocket[] = [];
  static get last(): FakeWebSocket {
    const last = FakeWebSocket.all.at(-1);
    if (last === undefined) throw new Error('no WebSocket was made');
    return last;
  }

  binaryType = 'blob';
  readyState = 0;
  bufferedAmount = 0;
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onerror: WebSocketLike['onerror'] = null;
  onclose: WebSocketLike['onclose'] = null;
  readonly sent: WebSocketPayload[] = [];
  readonly closedWith: unknown[][] = [];
  /** The bytes that each sent character adds to the buffer. */
  weight = 0;

  constructor(
    readonly url: string,
    readonly protocols?: string | string[],
  ) {
    FakeWebSocket.all.push(this);
  }

  send(data: WebSocketPayload): void {
    if (this.readyState === 0) throw new DOMException('still connecting', 'InvalidStateError');
    if (this.readyState === 1) this.sent.push(data);
    this.bufferedAmount += (typeof data === 'string' ? data.length : 0) * this.weight;
  }

  close(...how: unknown[]): void {
    this.closedWith.push(how);
    this.readyState = 2;
  }

  // The functions of the peer:

  open(): void {
    this.readyState = 1;
    this.onopen?.({});
  }

  message(data: unknown): void {
    this.onmessage?.({ data });
  }

  drop(code = 1006, reason = ''): void {
    this.readyState = 3;
    if (code === 1006) this.onerror?.({});
    this.onclose?.({ code, reason });
  }
}
