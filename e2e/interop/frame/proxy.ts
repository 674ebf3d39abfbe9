import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy for TCP that can cut connections. It passes bytes on as they are, so it knows no HTTP and no TLS. */
export interface CuttingProxy {
  readonly port: number;
  /** Resets all connections, and refuses new ones until it is called with `'accept'`. */
  cut(then: 'refuse' | 'accept'): void;
  /** How many connections are open. */
  open(): number;
  /** How many pieces the clients have sent: it grows with every request. */
  received(): number;
  stop(): void;
}

export async function cuttingProxy(upstreamPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let refusing = false;
  let received = 0;
  const server = createServer({ noDelay: true }, (client) => {
    client.on('error', () => undefined);
    if (refusing) return void client.resetAndDestroy();
    const upstream = connect({ port: upstreamPort, host: '127.0.0.1', noDelay: true });
    client.pipe(upstream).pipe(client);
    client.on('data', () => received++);
    sockets.add(client);
    upstream.on('error', () => undefined);
    upstream.on('close', (failed) => {
      if (failed) client.resetAndDestroy();
      else client.end();
    });
    client.on('close', () => {
      sockets.delete(client);
      upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (then: 'refuse' | 'accept'): void => {
    refusing = then === 'refuse';
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    open: () => sockets.size,
    received: () => received,
    stop: () => {
      cut('refuse');
      server.close();
    },
  };
}
