// A page, and WebSockets at its origin that behave as the tests need and record their messages.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';

/** One connection on the server's side. */
export interface Visit {
  readonly url: string;
  /** The subprotocols that were offered. */
  readonly offered: string | undefined;
  readonly received: string[];
  /** The code of the client's close frame, or the one that `ws` reports without a frame. */
  closedWith?: number;
}

type Greeting = (socket: WebSocket, wire: Duplex, query: URLSearchParams) => void;

export class Site {
  readonly visits: Visit[] = [];
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => [...offered].at(-1) ?? false,
  });
  readonly #held: Duplex[] = [];

  private constructor(script: string) {
    this.#http = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><link rel="icon" href="data:,"><title>page</title><script>${script}</script>`);
    });
    this.#http.on('upgrade', (request, wire, head) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
      if (pathname === '/never') return void this.#held.push(wire);
      this.#sockets.handleUpgrade(request, wire, head, (socket) => {
        const offered = request.headers['sec-websocket-protocol'];
        const visit: Visit = { url: request.url ?? '', offered, received: [] };
        this.visits.push(visit);
        socket.on('message', (data, binary) => {
          visit.received.push(binary ? 'bytes' : textOf(data).slice(0, 20).replace(/\.+$/, ''));
        });
        socket.on('close', (code) => {
          visit.closedWith = code;
        });
        // A browser may answer an invalid frame with another invalid frame.
        socket.on('error', () => undefined);
        GREETINGS[pathname]?.(socket, wire, searchParams);
      });
    });
  }

  static async serve(script: string): Promise<Site> {
    const site = new Site(script);
    await new Promise<void>((resolve) => site.#http.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Connections that the server holds. */
  get open(): number {
    return this.#sockets.clients.size;
  }

  /** Breaks all connections without a close frame. */
  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  stop(): void {
    this.cut();
    for (const wire of this.#held) wire.destroy();
    this.#http.closeAllConnections();
    this.#http.close();
  }
}

const textOf = (data: RawData): string => (data as Buffer).toString();

/** The behaviour of each path, besides recording the messages. */
const GREETINGS: Readonly<Record<string, Greeting>> = {
  '/echo': (socket) => {
    socket.send(JSON.stringify({ protocol: socket.protocol }));
    socket.on('message', (data, binary) => {
      socket.send(data, { binary });
    });
  },
  '/lines': (socket) => {
    socket.send('{"n":1}\n{"n":2}\n');
    socket.send('{"n":3}');
  },
  '/close': (socket, _wire, query) => {
    const code = query.get('code');
    if (code === null) socket.close();
    // The query is not repeated: what a server repeats of it is removed.
    else socket.close(Number(code), query.get('reason') ?? 'see you');
  },
  // A close frame with a code that must not be sent.
  '/broken-close': (_socket, wire, query) => {
    const code = Number(query.get('code'));
    wire.end(Buffer.from([0x88, 2, code >> 8, code & 0xff]));
  },
  '/cut': (socket) => {
    socket.terminate();
  },
  '/idle-end': (socket) => {
    socket.send('"hello"');
    socket.close(1000, '408 Request Timeout');
  },
  '/pongs': (socket, _wire, query) => {
    let left = Number(query.get('answers'));
    socket.on('message', () => {
      if (left-- > 0) socket.send('"pong"');
    });
  },
  // Reads nothing.
  '/deaf': (_socket, wire) => {
    wire.pause();
  },
  // Reads a little at intervals.
  '/slow': (_socket, wire) => {
    const nap = setInterval(() => {
      if (wire.isPaused()) wire.resume();
      else wire.pause();
    }, 5);
    wire.on('close', () => {
      clearInterval(nap);
    });
  },
};
