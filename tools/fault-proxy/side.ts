import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** One end of a connection: the bytes, and the TCP socket below them (the same, unless TLS is between). */
export class Side {
  readonly stream: Duplex;
  readonly socket: Socket;

  constructor(socket: Socket, stream: Duplex = socket) {
    this.socket = socket;
    this.stream = stream;
    socket.setNoDelay(true);
    // Both are reported by `close` too.
    stream.on('error', () => undefined);
    socket.on('error', () => undefined);
  }

  get open(): boolean {
    return !this.socket.destroyed;
  }

  /** Returns false if the bytes had to be queued. */
  write(bytes: Buffer): boolean {
    return !this.stream.writable || this.stream.write(bytes);
  }

  /** FIN. */
  end(): void {
    if (this.stream.writable) this.stream.end();
  }

  /** RST. */
  reset(): void {
    if (this.open) this.socket.resetAndDestroy();
    this.stream.destroy();
  }
}
