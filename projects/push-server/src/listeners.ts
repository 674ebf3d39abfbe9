import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Access } from './access.ts';
import type { Limits } from './limits.ts';
import { isMuted } from './mute-socket.ts';
import { refuseSocket } from './refuse-socket.ts';

/** The handlers of requests and upgrades. */
export interface Handlers {
  readonly request: RequestListener;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

/** What a socket has sent, and since when it is no more. */
interface Progress {
  sent: number;
  since: number;
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** Listening sockets with the same handlers, and their connections. */
export class Listeners {
  readonly #handlers: Handlers;
  readonly #access: Access;
  readonly #limits: Limits;
  readonly #sockets = new Map<Socket, Progress>();
  #servers: Server[] = [];
  #sweeping: NodeJS.Timeout | undefined;

  constructor(handlers: Handlers, access: Access, limits: Limits) {
    this.#handlers = handlers;
    this.#access = access;
    this.#limits = limits;
  }

  /** Listens on all of these ports, 0 for a free one, and returns the URLs. */
  async listen(host: string, ports: readonly number[]): Promise<readonly URL[]> {
    this.#sweeping ??= setInterval(() => this.#sweep(), Math.ceil(this.#limits.stalledAfter / 4)).unref();
    const urls: URL[] = [];
    for (const port of ports) {
      const server = this.#create();
      this.#servers.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
      // Later it reports connections that could not be accepted, for example without free file descriptors.
      server.on('error', (error) => process.emitWarning(String(error)));
      urls.push(new URL(`http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`));
    }
    return urls;
  }

  /** Stops listening and closes all connections. */
  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    this.#sweeping = undefined;
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    this.#servers = [];
    for (const socket of this.#sockets.keys()) socket.destroy();
    await Promise.all(closed);
  }

  #create(): Server {
    const { head, headWithin, requestWithin } = this.#limits;
    const server = createServer({
      // Longer than browsers keep idle connections: otherwise a close by the server would look like a fault.
      keepAliveTimeout: 120_000,
      maxHeaderSize: head,
      headersTimeout: Math.min(headWithin, requestWithin),
      requestTimeout: requestWithin,
      connectionsCheckingInterval: Math.ceil(headWithin / 2),
    });
    server.on('request', (request, response) => {
      response.setHeader('x-content-type-options', 'nosniff');
      const refusal = this.#access.hostRefusal(request.headers);
      if (!refusal) return this.#handlers.request(request, response);
      response.writeHead(refusal.statusCode, { ...TEXT, connection: 'close' }).end(refusal.message);
    });
    // The same socket; `request.socket` has the right type.
    server.on('upgrade', (request, _, first) => {
      const refusal = this.#access.hostRefusal(request.headers);
      if (!refusal) return this.#handlers.upgrade(request, request.socket, first);
      request.socket.on('error', () => request.socket.destroy());
      refuseSocket(request.socket, refusal.statusCode, TEXT, refusal.message);
    });
    server.on('connection', (socket) => this.#accept(socket));
    return server;
  }

  #accept(socket: Socket): void {
    const { sockets } = this.#limits;
    if (this.#sockets.size >= sockets)
      return refuseSocket(socket, 503, TEXT, `limits.sockets: this server takes ${sockets} at most`);
    this.#sockets.set(socket, { sent: 0, since: performance.now() });
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** Disconnects the clients that have not read for too long what waits for them. */
  #sweep(): void {
    const now = performance.now();
    for (const [socket, progress] of this.#sockets) {
      const sent = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0 || sent !== progress.sent || isMuted(socket)) {
        progress.sent = sent;
        progress.since = now;
      } else if (now - progress.since >= this.#limits.stalledAfter) socket.destroy();
    }
  }
}
