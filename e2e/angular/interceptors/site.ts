import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundle } from '../../support/bundle';

/** Serves the application and its requests. */
export interface Site {
  readonly url: string;
  /** The open responses of the feeds. */
  readonly listeners: ReadonlySet<ServerResponse>;
  /** The headers of every request, by path. */
  readonly headers: ReadonlyMap<string, readonly IncomingMessage['headers'][]>;
  close(): Promise<void>;
}

const LINE = `${'x'.repeat(90)} `;

export async function startSite(): Promise<Site> {
  const script = await bundle(join(__dirname, 'page.ts'), 'build');
  const listeners = new Set<ServerResponse>();
  const headers = new Map<string, IncomingMessage['headers'][]>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
    headers.set(pathname, [...(headers.get(pathname) ?? []), request.headers]);
    if (pathname === '/') {
      response.setHeader('set-cookie', 'XSRF-TOKEN=from-cookie; path=/');
      response.setHeader('content-type', 'text/html');
      response.end(
        '<!doctype html><link rel="icon" href="data:,"><app-root></app-root><script src="/page.js"></script>',
      );
    } else if (pathname === '/page.js') {
      response.setHeader('content-type', 'text/javascript').end(script);
    } else if (pathname === '/lines') {
      void writeLines(response, Number(searchParams.get('count')));
    } else if (pathname === '/events') {
      listen(response, listeners);
    } else if (pathname === '/protected') {
      if (request.headers.authorization === 'Bearer fresh') listen(response, listeners);
      else json(response, { code: 'expired' }, 401);
    } else {
      json(response, pathname === '/refresh' ? 'fresh' : { path: pathname });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    listeners,
    headers,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Sends one event and holds the response open. */
function listen(response: ServerResponse, listeners: Set<ServerResponse>): void {
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: "first"\n\n');
}

/**
 * Sends numbered lines of 100 characters as fast as they are read, and holds the response open, so no memory of it is
 * freed.
 */
async function writeLines(response: ServerResponse, count: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const together = 500;
  const gone = new Promise((resolve) => response.once('close', resolve));
  for (let i = 0; i < count && !response.destroyed; i += together) {
    let lines = '';
    for (let n = i; n < Math.min(i + together, count); n++) lines += `${LINE}${n}\n`;
    if (!response.write(lines)) await Promise.race([gone, new Promise((resolve) => response.once('drain', resolve))]);
  }
}
