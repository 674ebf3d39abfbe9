// The servers of these tests, each with its own origin: the page, the server that it requests, and a target of
// redirects.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundle } from '../support/bundle';

export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

export interface Seen {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
}

export class Site {
  /** The requests since this was last emptied. */
  readonly seen: Seen[] = [];
  /** The current rules. */
  serve: Serve = (_request, response) => response.end('1');
  readonly #servers: Server[] = [];
  #page = '';
  #api = '';
  #third = '';

  async start(): Promise<void> {
    const code = await bundle(join(__dirname, 'page.ts'));
    this.#page = await this.#listen((request, response) => {
      if (request.url === '/away') {
        response.writeHead(302, { location: this.third }).end();
        return;
      }
      const script = request.url === '/page.js';
      response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
      response.end(script ? code : '<!doctype html><title>page</title><script src="/page.js"></script>');
    });
    this.#api = await this.#listen((request, response) => {
      this.seen.push({ method: request.method ?? '', headers: request.headers });
      this.serve(request, response);
    });
    this.#third = await this.#listen((_request, response) => response.end('1'));
  }

  stop(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  /** The origin of the page. */
  get page(): string {
    return `http://127.0.0.1:${this.#page}`;
  }

  /** Another site. */
  get api(): string {
    return `http://localhost:${this.#api}`;
  }

  /** The same server as another origin on the site of the page. */
  get neighbour(): string {
    return `http://127.0.0.1:${this.#api}`;
  }

  /** A server without CORS headers. */
  get third(): string {
    return `http://127.0.0.1:${this.#third}`;
  }

  async #listen(serve: Serve): Promise<string> {
    const server = createServer(serve);
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, resolve));
    return String((server.address() as AddressInfo).port);
  }
}
