import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A snapshot. Each change adds 1, so `total` differs from `seq` if a change is missing or was applied twice. */
export interface Book {
  readonly seq: number;
  readonly total: number;
}

export interface Change {
  readonly seq: number;
  readonly add: number;
}

const CORS = { 'access-control-allow-origin': '*' };

/** A real server of snapshots (`/book/…`) and of their changes as server-sent events (`/changes/…`). */
export class BookServer {
  readonly loads: string[] = [];
  readonly opened: string[] = [];
  readonly feeds = new Set<ServerResponse>();
  readonly #server: Server;
  #seq = 0;

  constructor() {
    this.#server = createServer(({ url = '' }, response) => {
      if (url.startsWith('/book/')) {
        this.loads.push(url);
        const book: Book = { seq: this.#seq, total: this.#seq };
        response.writeHead(200, { 'content-type': 'application/json', ...CORS }).end(JSON.stringify(book));
        return;
      }
      this.opened.push(url);
      this.feeds.add(response);
      response.on('close', () => this.feeds.delete(response));
      // It ignores `Last-Event-ID`, as most servers do.
      response.writeHead(200, { 'content-type': 'text/event-stream', ...CORS }).flushHeaders();
    });
  }

  /** Starts it on a free port, and resolves with its address. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next change, which all feeds get that are open. */
  publish(): void {
    this.#seq++;
    const change: Change = { seq: this.#seq, add: 1 };
    for (const feed of this.feeds) feed.write(`id: ${this.#seq}\ndata: ${JSON.stringify(change)}\n\n`);
  }

  cut(): void {
    for (const feed of this.feeds) feed.destroy();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
