import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const open = new Set<Server>();

/** Starts a real HTTP server on a free port and resolves with its address; `closeServers` stops it. */
export async function serveHttp(handler: Handler): Promise<string> {
  const server = createServer(handler);
  open.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Closes all connections and stops all servers. */
export async function closeServers(): Promise<void> {
  await Promise.all(
    [...open].map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        }),
    ),
  );
  open.clear();
}
