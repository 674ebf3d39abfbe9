// A server that streams for the tests, and counts its requests.
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type Http2ServerRequest } from 'node:http2';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { makeCertificate } from '../support/certificate';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The common members of the responses of both versions of HTTP. */
type Answer = Pick<ServerResponse, 'statusCode'> & Writable & { setHeader(name: string, value: string): unknown };

export class Site {
  readonly requests: SeenRequest[] = [];
  /** Requests whose response has not ended. */
  open = 0;
  /** Lines that were written for `/endless`. */
  written = 0;
  /** While it is true, a captive portal answers every request of a feed with its own page. */
  portal = false;
  /** How often the portal answered. */
  portalAnswers = 0;
  readonly #feeds = new Set<Answer>();
  readonly #server: Server | Http2SecureServer;
  readonly #scheme: string;

  private constructor(server: Server | Http2SecureServer, scheme: string) {
    this.#server = server;
    this.#scheme = scheme;
  }

  static async http1(): Promise<Site> {
    const server = createServer((request, response) => {
      site.#answer({ method: request.method ?? '', url: request.url ?? '', headers: request.headers }, response);
    });
    const site = new Site(server, 'http');
    return site.#listening();
  }

  /** HTTP/2 with a self-signed certificate. */
  static async http2(): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    makeCertificate(folder);
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name)));
    rmSync(folder, { recursive: true });
    if (key === undefined || cert === undefined) throw new Error('there is no certificate');
    const server = createSecureServer({ key, cert }, ({ method, url, headers }: Http2ServerRequest, response) => {
      site.#answer({ method, url, headers }, response);
    });
    const site = new Site(server, 'https');
    return site.#listening();
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  /** The same server under another name. */
  get elsewhere(): string {
    return `${this.#scheme}://localhost:${this.#port}`;
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every open response. */
  cut(): void {
    for (const response of this.#feeds) response.destroy();
  }

  stop(): void {
    if ('closeAllConnections' in this.#server) this.#server.closeAllConnections();
    this.#server.close();
  }

  async #listening(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, resolve));
    return this;
  }

  #answer(request: SeenRequest, response: Answer): void {
    this.requests.push(request);
    this.open++;
    this.#feeds.add(response);
    response.once('close', () => {
      this.open--;
      this.#feeds.delete(response);
    });
    const { pathname, searchParams } = new URL(request.url, 'http://site');
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('cache-control', 'no-store');
    const type = pathname.startsWith('/sse') ? 'text/event-stream' : 'application/x-ndjson';
    response.setHeader('content-type', type);
    if (pathname === '/page') {
      response.setHeader('content-type', 'text/html');
      return void response.end('<!doctype html><title>page</title><link rel="icon" href="data:,">');
    }
    if (this.portal) {
      this.portalAnswers++;
      response.setHeader('content-type', 'text/html');
      return void response.end('<!doctype html><title>Sign in</title>');
    }
    if (pathname === '/sse-cut') return this.#cutEvents(request, response, searchParams);
    if (pathname === '/one') return void response.write('{"n":1}\n');
    if (pathname === '/sse-one') return void response.write('data: {"n":1}\n\n');
    if (pathname === '/silent') return void response.write('');
    if (pathname === '/refused') {
      response.statusCode = 403;
      return void response.end();
    }
    if (pathname === '/sse') return this.#events(response, Number(searchParams.get('after') ?? 0));
    if (pathname === '/endless') return this.#lines(response, Number(searchParams.get('after') ?? 0) + 1, Infinity);
    if (pathname === '/many') return this.#lines(response, 1, Number(searchParams.get('n')));
    if (pathname === '/zipped' || pathname === '/sse-zipped') return this.#zipped(response, pathname === '/sse-zipped');
    if (pathname === '/mute') return;
    response.statusCode = 404;
    response.end();
  }

  #events(response: Answer, after: number): void {
    for (let n = after + 1; n <= after + 3; n++) response.write(`id: ${n}\nevent: tick\ndata: {"n":${n}}\n\n`);
    response.end();
  }

  /**
   * 20 of 200 events per connection, the next ones after the id that the browser sent; with `deaf` always the first ones.
   * Every other connection breaks, the others end.
   */
  #cutEvents({ headers }: SeenRequest, response: Answer, query: URLSearchParams): void {
    const after = query.has('deaf') ? 0 : Number(headers['last-event-id'] ?? 0);
    response.write('retry: 30\n\n');
    for (let n = after + 1; n <= Math.min(after + 20, 200); n++) response.write(`id: ${n}\ndata: {"n":${n}}\n\n`);
    if (after >= 180) return;
    // The browser may drop what it has not read when a connection breaks. So that comes after the last event.
    response.write(':', () => setImmediate(() => (after % 40 === 0 ? response.end() : response.destroy())));
  }

  /** Writes lines as fast as they are read; endless ones with pauses, so that other tests have the machine too. */
  #lines(response: Answer, first: number, last: number): void {
    let n = first;
    const pause = last === Infinity ? 5 : 0;
    const write = (): void => {
      while (n <= last && !response.destroyed) {
        let text = '';
        for (const end = Math.min(n + 1_000, last + 1); n < end; n++)
          text += `{"n":${n},"text":"the quick brown fox"}\n`;
        this.written = n - 1;
        if (!response.write(text))
          return void response.once('drain', () => (pause > 0 ? setTimeout(write, pause) : write()));
      }
      if (n > last) response.end();
    };
    write();
  }

  /** Compressed, with a flush after each message, and held open. */
  #zipped(response: Answer, asEvents: boolean): void {
    response.setHeader('content-encoding', 'gzip');
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
    gzip.pipe(response);
    for (let n = 1; n <= 5; n++) gzip.write(asEvents ? `data: {"n":${n}}\n\n` : `{"n":${n}}\n`);
  }
}
