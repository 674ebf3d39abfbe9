import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkRule } from './check-rule.ts';
import type { FaultProxy } from './fault-proxy.ts';

/** A longer rule is refused. */
const LONGEST = 64 * 1024;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Serves a proxy's rules as JSON on a loopback port: `GET /stats`, `POST /faults`, `DELETE /faults`, `DELETE /faults/:id`. */
export async function serveControl(proxy: FaultProxy, port = 0): Promise<{ url: URL; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    reply(proxy, request)
      .catch((error: unknown): Reply => {
        const wrong = error instanceof TypeError || error instanceof SyntaxError;
        return { status: wrong ? 400 : 500, body: { error: error instanceof Error ? error.message : String(error) } };
      })
      .then(
        ({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        },
        () => response.destroy(),
      );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), close: () => close(server) };
}

async function reply(proxy: FaultProxy, request: IncomingMessage): Promise<Reply> {
  const { pathname } = new URL(request.url ?? '/', 'http://control');
  const id = /^\/faults\/(\d+)$/.exec(pathname)?.[1];
  switch (`${request.method} ${id === undefined ? pathname : '/faults/:id'}`) {
    case 'GET /stats':
      return { status: 200, body: proxy.stats() };
    case 'POST /faults': {
      const rule = proxy.set(checkRule(JSON.parse(await bodyOf(request))));
      await proxy.settled();
      return { status: 201, body: { id: rule.id } };
    }
    case 'DELETE /faults':
      await proxy.clear();
      return { status: 200, body: {} };
    case 'DELETE /faults/:id': {
      const known = proxy.remove(Number(id));
      await proxy.settled();
      return known ? { status: 200, body: {} } : { status: 404, body: { error: `There is no rule ${id}` } };
    }
    default:
      return { status: 404, body: { error: `${request.method} ${pathname} is not known` } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST) throw new TypeError(`rule: expected at most ${LONGEST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}
