import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const json = (n: number): string => JSON.stringify({ n, symbol: `S${n % 500}`, price: 100 + (n % 977) / 100 });
const LINES = Array.from({ length: 100 }, (_, n) => `${json(n)}\n`).join('');

/** Answers at once, to any origin: one message at `/single`, 100 at `/lines`, and a call of the callback at `/jsonp`. */
export class Site {
  readonly #server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
    response.setHeader('access-control-allow-origin', '*').setHeader('cache-control', 'no-store');
    // `ajax` of RxJS adds this header; the browser sends one preflight and caches it.
    response.setHeader('access-control-allow-headers', 'x-requested-with').setHeader('access-control-max-age', '600');
    if (pathname.startsWith('/lines')) {
      response.setHeader('content-type', 'application/x-ndjson').end(LINES);
    } else if (pathname.startsWith('/jsonp')) {
      response.setHeader('content-type', 'text/javascript').end(`${searchParams.get('callback') ?? ''}(${json(1)})`);
    } else {
      response.setHeader('content-type', 'application/json').end(json(1));
    }
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
