import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The handlers of requests and upgrades. */
export interface Handlers {
  readonly request: RequestListener;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

/** Listening sockets with the same handlers, and their connections. */
export class Listeners {
  readonly #handlers: Handlers;
  readonly #sockets = new Set<Socket>();
  #servers: Server[] = [];

  constructor(handlers: Handlers) {
    this.#handlers = handlers;
  }

  /** Listens on all of these ports, 0 for a free one, and returns the URLs. */
  async listen(host: string, ports: readonly number[]): Promise<readonly URL[]> {
    const urls: URL[] = [];
    for (const port of ports) {
      const server = this.#create();
      this.#servers.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
      urls.push(new URL(`http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`));
    }
    return urls;
  }

  /** Stops listening and closes all connections. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    this.#servers = [];
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  #create(): Server {
    // Longer than browsers keep idle connections: otherwise a close by the server would look like a fault.
    const server = createServer({ keepAliveTimeout: 120_000 }, this.#handlers.request);
    // The same socket; `request.socket` has the right type.
    server.on('upgrade', (request, _, head) => this.#handlers.upgrade(request, request.socket, head));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    return server;
  }
}
