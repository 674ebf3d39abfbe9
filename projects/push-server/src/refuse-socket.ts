import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Answers on a socket that no HTTP response belongs to, and closes it. */
export function refuseSocket(
  socket: Socket,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): void {
  const all = {
    ...headers,
    'x-content-type-options': 'nosniff',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
  // A client that does not close its side would keep it open.
  socket.destroySoon();
}
