// The server of the application: its files, its pages, and the feeds of the push server behind it, on one port.
import { AngularNodeAppEngine, createNodeRequestHandler, writeResponseToNodeResponse } from '@angular/ssr/node';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { basename, join } from 'node:path';

const FILES = join(import.meta.dirname, '../browser');
const feeds = new URL(process.env['FEEDS'] ?? 'http://127.0.0.1');
const engine = new AngularNodeAppEngine();
/** Requests of `/mute` that are open, and all since the start. */
const mute = { open: 0, total: 0 };
/** Requests that the application answered. */
let pages = 0;

async function page(request: IncomingMessage, response: ServerResponse): Promise<void> {
  pages++;
  const rendered = await engine.handle(request);
  if (rendered === null) response.writeHead(404).end();
  else await writeResponseToNodeResponse(rendered, response);
}

function proxy(request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = request;
  const onward = forward(new URL(url ?? '', feeds), { method: method ?? 'GET', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function proxySocket({ method, url, rawHeaders }: IncomingMessage, socket: Socket, head: Buffer): void {
  const onward = connect(Number(feeds.port), feeds.hostname);
  const headers = rawHeaders.map((part, i) => (i % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join('');
  onward.write(`${method} ${url} HTTP/1.1\r\n${headers}\r\n`);
  onward.write(head);
  for (const [from, to] of [
    [socket, onward],
    [onward, socket],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '', feeds);
  const file = join(FILES, basename(pathname));
  if (pathname.startsWith('/feeds/')) {
    proxy(request, response);
  } else if (pathname === '/mute') {
    mute.total++;
    mute.open++;
    response.on('close', () => mute.open--);
  } else if (pathname === '/health') {
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    response.end(JSON.stringify({ mute, pages, timers, heap: process.memoryUsage().heapUsed }));
  } else if (pathname.includes('.') && existsSync(file)) {
    response.setHeader('content-type', file.endsWith('.js') ? 'text/javascript' : 'text/plain');
    createReadStream(file).pipe(response);
  } else {
    page(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  }
}

/** The build calls this to find the routes. */
export const reqHandler = createNodeRequestHandler(handle);

if (process.env['FEEDS'] !== undefined) {
  const server = createServer(handle).on('upgrade', proxySocket);
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
}
