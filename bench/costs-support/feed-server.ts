import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { pump } from '../support/pump.ts';
import { framed, type Kind } from './frames.ts';

/**
 * What the query of a URL asks for: `n` messages at once, of at least `bytes` bytes, in turn of so many `channels`, with
 * `ids`, `per` in an answer to a poll. `go`: they are sent when the client of a WebSocket says so. A poll that finds no
 * message is held until one is published; with `live` it is answered with the last one that was published.
 */
interface Plan {
  readonly n: number;
  readonly bytes: number;
  readonly channels: number;
  readonly ids: boolean;
  readonly per: number;
  readonly go: boolean;
  readonly live: boolean;
}

function planOf({ searchParams: query }: URL): Plan {
  const number = (name: string): number => Number(query.get(name) ?? 0);
  return {
    n: number('n'),
    bytes: number('bytes'),
    channels: number('channels'),
    ids: query.has('ids'),
    per: number('per') || 1,
    go: query.has('go'),
    live: query.has('live'),
  };
}

function message(i: number, { bytes, channels }: Plan): string {
  const data = channels > 0 ? { n: i, channel: `c${i % channels}` } : { n: i };
  const text = JSON.stringify(data);
  return bytes > text.length + 9 ? JSON.stringify({ ...data, pad: 'x'.repeat(bytes - text.length - 9) }) : text;
}

/**
 * Serves the page of a benchmark, and the same feed for each transport: at `/sse`, `/lines`, `/ws`, `/poll` and
 * `/jsonp`, to any origin.
 */
export class FeedServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #script: string;
  readonly #streams = new Map<object, (text: string) => void>();
  readonly #bodies = new Map<string, Buffer>();
  #last = '{}';
  #opened = 0;

  constructor(script = '') {
    this.#script = script;
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(host = '127.0.0.1'): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, host, 4_096, resolve));
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** Feeds that are open, with polls that are held. */
  get open(): number {
    return this.#streams.size;
  }

  /** Feeds and polls that were ever opened. */
  get opened(): number {
    return this.#opened;
  }

  /** Sends a message to each open feed. */
  publish(text: string): void {
    this.#last = text;
    for (const send of [...this.#streams.values()]) send(text);
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://server');
    const { pathname, searchParams } = url;
    response.setHeader('access-control-allow-origin', '*').setHeader('cache-control', 'no-store');
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', '*').setHeader('access-control-max-age', '600');
      return void response.writeHead(204).end();
    }
    switch (pathname) {
      case '/sse':
        return this.#stream(response, 'text/event-stream', 'sse', planOf(url));
      case '/lines':
        return this.#stream(response, 'application/x-ndjson', 'lines', planOf(url));
      case '/poll':
        return this.#poll(response, url, (messages) => {
          response.setHeader('content-type', 'application/x-ndjson').end(`${messages.join('\n')}\n`);
        });
      case '/jsonp':
        return this.#poll(response, url, (messages) => {
          const call = `${searchParams.get('callback') ?? ''}([${messages.join(',')}])`;
          response.setHeader('content-type', 'text/javascript').end(call);
        });
    }
    if (pathname === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(this.#script);
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>');
  }

  #stream(response: ServerResponse, type: string, kind: Kind, plan: Plan): void {
    response.writeHead(200, { 'content-type': type });
    response.flushHeaders();
    this.#track(response, (text) => response.write(framed(kind, text, undefined)));
    pump(response, this.#body(kind, plan));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const plan = planOf(new URL(request.url ?? '/', 'http://server'));
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate());
      this.#track(client, (text) => client.send(text));
      const start = (): void => pump(socket, this.#body('ws', plan));
      if (!plan.go) return start();
      client.on('message', (data) => {
        if ((data as Buffer).toString() === '"go"') start();
      });
    });
  }

  #poll(response: ServerResponse, url: URL, reply: (messages: readonly string[]) => void): void {
    const plan = planOf(url);
    const from = Number(url.searchParams.get('cursor') ?? -1) + 1;
    const count = Math.min(plan.per, plan.n - from);
    if (count > 0) {
      this.#opened += 1;
      return reply(Array.from({ length: count }, (_, i) => message(from + i, plan)));
    }
    if (plan.live) return reply([this.#last]);
    this.#track(response, (text) => {
      this.#streams.delete(response);
      reply([text]);
    });
  }

  #track(stream: { once(event: 'close', done: () => void): unknown }, send: (text: string) => void): void {
    this.#opened += 1;
    this.#streams.set(stream, send);
    stream.once('close', () => this.#streams.delete(stream));
  }

  // Kept after the first request. The warm-ups come first, so no measured run waits for it.
  #body(kind: Kind, plan: Plan): Buffer {
    const key = `${kind} ${JSON.stringify(plan)}`;
    const made =
      this.#bodies.get(key) ??
      Buffer.concat(
        Array.from({ length: plan.n }, (_, i) => framed(kind, message(i, plan), plan.ids ? String(i) : undefined)),
      );
    this.#bodies.set(key, made);
    return made;
  }
}
