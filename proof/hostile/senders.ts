import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';

/** Milliseconds to wait for the first byte: some requests are held, and need no answer. */
const PATIENCE = 150;
const HANDSHAKE = [
  'GET /feeds/below/websocket HTTP/1.1',
  'host: localhost',
  'upgrade: websocket',
  'connection: upgrade',
  'sec-websocket-version: 13',
  'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
].join('\r\n');

/** Sends bytes on a socket of its own, and resolves with the beginning of what comes back. */
export function sendBytes(url: string, bytes: Buffer | string, patience = PATIENCE): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    answerOf(socket, patience, resolve);
  });
}

/** Opens a WebSocket by hand, and sends bytes where frames are expected. */
export function sendBelow(url: string, bytes: Buffer | string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${HANDSHAKE}\r\n\r\n`));
    socket.once('data', () => {
      socket.write(bytes);
      answerOf(socket, 20, resolve);
    });
    socket.on('error', () => resolve(''));
    socket.setTimeout(2_000, () => socket.destroy()).once('close', () => resolve(''));
  });
}

function answerOf(socket: Socket, patience: number, resolve: (text: string) => void): void {
  let text = '';
  const timer = setTimeout(() => socket.destroy(), patience);
  socket.on('data', (part: Buffer) => {
    text += part.toString('latin1');
    // The whole head: a body may never end.
    if (text.includes('\r\n\r\n')) socket.destroy();
  });
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearTimeout(timer);
    resolve(text);
  });
}

/** Sends frames on one WebSocket, and resolves when the server has read them or has closed it. */
export function sendFrames(url: string, frames: readonly (Buffer | string)[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(new URL('/feeds/frames/websocket?latest=0', url).href.replace('http', 'ws'));
    const timer = setTimeout(() => socket.terminate(), 5_000);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once('open', () => {
      for (const frame of frames) socket.send(frame);
      socket.ping();
    });
    socket.once('pong', () => socket.terminate());
  });
}
