import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts a server on a free port, and returns its origin and what stops it. */
export async function listening(server: Server): Promise<{ readonly origin: string; readonly stop: () => void }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
