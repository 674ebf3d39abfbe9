// The servers of these tests, each with its own origin: the page, the stranger that it requests, and a third one.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundle } from '../support/bundle';

/** Returns the body of a script for the name of the callback, or writes the whole response itself. */
export type Answer = (callback: string, request: IncomingMessage, response: ServerResponse) => string | undefined;

export interface Seen {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface PageOptions {
  readonly csp?: string;
  readonly reportOnly?: string;
  readonly referrerPolicy?: string;
  readonly nonce?: string;
}

export class Site {
  /** The answers by path; the tests add them. */
  readonly answers = new Map<string, Answer>();
  /** The requests to the third server: a contained script must cause none. */
  readonly elsewhereSeen: Seen[] = [];
  readonly strangerSeen: Seen[] = [];
  readonly #servers: Server[] = [];
  #bundle = '';
  #page = '';
  #stranger = '';
  #neighbour = '';
  #elsewhere = '';

  async start(): Promise<void> {
    this.#bundle = await bundle(join(__dirname, 'page.ts'));
    this.#page = `http://127.0.0.1:${await this.#listen((request, response) => this.#servePage(request, response))}`;
    const port = await this.#listen((request, response) => this.#serveAnswer(request, response));
    // One server under two names: the stranger is on another site, the neighbour on the site of the page.
    this.#stranger = `http://localhost:${port}`;
    this.#neighbour = `http://127.0.0.1:${port}`;
    this.#elsewhere = `http://localhost:${await this.#listen((request, response) => this.#serveElsewhere(request, response))}`;
  }

  stop(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  page(options: PageOptions = {}): string {
    const query = new URLSearchParams({ token: 'url-secret', ...options });
    return `${this.#page}/account/page?${query.toString()}`;
  }

  /** A path on the stranger, which is another site than the page. */
  stranger(path: string): string {
    return `${this.#stranger}${path}`;
  }

  /** The same server, as another origin on the site of the page. */
  neighbour(path: string): string {
    return `${this.#neighbour}${path}`;
  }

  elsewhere(path: string): string {
    return `${this.#elsewhere}${path}`;
  }

  async #listen(serve: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
    const server = createServer(serve);
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, resolve));
    return (server.address() as AddressInfo).port;
  }

  #servePage(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/bundle.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(this.#bundle);
      return;
    }
    const csp = searchParams.get('csp');
    const reportOnly = searchParams.get('reportOnly');
    const referrerPolicy = searchParams.get('referrerPolicy');
    if (csp !== null) response.setHeader('content-security-policy', csp);
    if (reportOnly !== null) response.setHeader('content-security-policy-report-only', reportOnly);
    if (referrerPolicy !== null) response.setHeader('referrer-policy', referrerPolicy);
    response.setHeader('content-type', 'text/html');
    response.setHeader('set-cookie', 'page=cookie-secret; Path=/; SameSite=Lax');
    response.end(
      `<!doctype html><title>page</title><script nonce="${searchParams.get('nonce') ?? ''}" src="/bundle.js"></script>` +
        '<body><p id="secret">dom-secret</p>',
    );
  }

  #serveAnswer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stranger');
    this.strangerSeen.push({ path: pathname, query: searchParams, headers: request.headers });
    response.setHeader('content-type', 'text/javascript; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    const answer = this.answers.get(pathname);
    if (answer === undefined) {
      response.writeHead(404).end('not here');
      return;
    }
    const body = answer(searchParams.get('callback') ?? '', request, response);
    if (body !== undefined) response.end(body);
  }

  #serveElsewhere(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://elsewhere');
    this.elsewhereSeen.push({ path: pathname, query: searchParams, headers: request.headers });
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', pathname === '/page' ? 'text/html' : 'text/javascript');
    const callback = searchParams.get('callback') ?? 'void';
    // This page replaces the frame, and imitates it as well as it can.
    if (pathname === '/page')
      response.end(`<script>parent.postMessage('${callback}', '*', [new MessageChannel().port1])</script>`);
    else response.end(`${callback}('from elsewhere')`);
  }
}
