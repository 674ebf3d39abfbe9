import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Subject, race, take, timer } from 'rxjs';
import type { VirtualHour } from './virtual-hour.ts';

/** The traffic of a server. */
export interface Toll {
  readonly requests: number;
  readonly bodies: number;
  /** In both directions, headers included, as counted at the sockets. */
  readonly bytes: number;
}

export interface DocumentServerOptions {
  /** Milliseconds until a response. */
  readonly latency: number;
  /** Milliseconds that a request for `/held` waits for a change. */
  readonly hold: number;
}

const PADDING = 'x'.repeat(1_950);

/**
 * One document of 2 kB with an `ETag`, at `/`. At `/held` a request that has the latest version waits for the next one.
 */
export class DocumentServer {
  readonly #hour: VirtualHour;
  readonly #options: DocumentServerOptions;
  readonly #changed = new Subject<void>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #version = 0;
  #requests = 0;
  #bodies = 0;

  constructor(hour: VirtualHour, options: DocumentServerOptions) {
    this.#hour = hour;
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#requests++;
      this.#serve(request, response);
    });
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  change(): void {
    this.#version++;
    this.#changed.next();
  }

  close(): Toll {
    const bytes = [...this.#sockets].reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0);
    this.#server.closeAllConnections();
    this.#server.close();
    return { requests: this.#requests, bodies: this.#bodies, bytes };
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { latency, hold } = this.#options;
    const upToDate = request.headers['if-none-match'] === this.#etag;
    const { clock } = this.#hour;
    if (request.url === '/held' && upToDate) {
      this.#later(race(this.#changed, timer(hold, clock)).pipe(take(1)), request, response);
    } else if (latency > 0) {
      this.#later(timer(latency, clock), request, response);
    } else {
      this.#answer(request, response);
    }
  }

  #later(moment: Pick<Subject<unknown>, 'subscribe'>, request: IncomingMessage, response: ServerResponse): void {
    this.#hour.held++;
    let holding = true;
    const letGo = (): void => {
      if (holding) this.#hour.held--;
      holding = false;
    };
    const waiting = moment.subscribe(() => {
      letGo();
      this.#answer(request, response);
    });
    response.on('close', () => {
      waiting.unsubscribe();
      letGo();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('etag', this.#etag).setHeader('cache-control', 'no-cache');
    if (request.headers['if-none-match'] === this.#etag) return void response.writeHead(304).end();
    this.#bodies++;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ version: this.#version, text: PADDING }));
  }

  get #etag(): string {
    return `"v${this.#version}"`;
  }
}
