// The server of the inputs: it repeats what it was sent, and serves a page with a script.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerEcho, urlOf } from './echo';

/** A running server. */
export interface EchoServer {
  /** `http://127.0.0.1:…` */
  readonly http: string;
  readonly stop: () => Promise<void>;
}

/** Starts the server on a free port. */
export async function serveEchoes(script = ''): Promise<EchoServer> {
  const server = createServer((request, response) => answerEcho(request, response, script));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered].at(-1) ?? false });
  server.on('upgrade', (request, wire, head) => {
    const { pathname, searchParams } = urlOf(request);
    if (!pathname.startsWith('/echo-')) return void wire.destroy();
    return sockets.handleUpgrade(request, wire, head, (socket) => {
      const said = pathname === '/echo-query' ? (searchParams.get('token') ?? '') : socket.protocol;
      socket.close(4401, `not for ${said}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    http: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
