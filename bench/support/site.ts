import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pump } from './pump.ts';

/** A feed: its media type, and the bytes of message `n`, counted from 0. */
export interface Feed {
  readonly type: string;
  readonly message: (n: number) => string;
}

/** Serves the measuring page, and each feed at `/feeds/<name>?n=<messages>`, held open after its last message. */
export class Site {
  readonly #server: Server;
  readonly #feeds: Readonly<Record<string, Feed>>;
  readonly #bodies = new Map<string, Buffer>();

  constructor(script: string, feeds: Readonly<Record<string, Feed>>) {
    this.#feeds = feeds;
    this.#server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
      const [, folder, name = ''] = pathname.split('/');
      if (folder === 'feeds') return this.#stream(response, name, Number(searchParams.get('n')));
      if (pathname === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script);
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>');
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #stream(response: ServerResponse, name: string, messages: number): void {
    const body = this.#body(name, messages);
    response.writeHead(200, { 'content-type': this.#feeds[name]?.type, 'cache-control': 'no-store' });
    pump(response, body);
  }

  // Kept after the first request. The warm-ups come first, so no measured run waits for it.
  #body(name: string, messages: number): Buffer {
    const key = `${name} ${messages}`;
    const feed = this.#feeds[name];
    if (feed === undefined) throw new Error(`there is no feed called ${name}`);
    const made =
      this.#bodies.get(key) ?? Buffer.from(Array.from({ length: messages }, (_, n) => feed.message(n)).join(''));
    this.#bodies.set(key, made);
    return made;
  }
}
