import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as tls from 'node:tls';
import { createPushServer } from '../../projects/push-server/src/server.ts';
import { makeCertificates } from '../../tools/fault-proxy/certificates.ts';
import type { World } from './cell.ts';
import type { Limits } from './limits.ts';
import { StolenTime } from './stolen.ts';

const SIGN_IN = '<!doctype html><title>Sign in</title><h1>Welcome to our network</h1>';

export interface OpenWorld extends World {
  readonly stolenTime: StolenTime;
  close(): Promise<void>;
}

/** Starts what all cells share: the server, the page of a captive portal, certificates, and a look at the clock. */
export async function openWorld(
  limits: Limits,
  { secure = true }: { readonly secure?: boolean } = {},
): Promise<OpenWorld> {
  // Every cell has a feed of its own, and some have two.
  const server = createPushServer({ tickEvery: 0, buffer: 10_000, limits: { feeds: 10_000 } });
  const { port } = await server.listen();
  const portal = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(SIGN_IN));
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
  const certificates = secure ? makeCertificates() : undefined;
  if (certificates !== undefined) tls.setDefaultCACertificates([certificates.right.cert, certificates.wrong.cert]);
  const stolenTime = new StolenTime();
  return {
    server,
    port: Number(port),
    limits,
    tls: certificates,
    portal: `http://127.0.0.1:${(portal.address() as AddressInfo).port}/`,
    stolen: stolenTime.between,
    stolenTime,
    close: async () => {
      stolenTime.stop();
      portal.closeAllConnections();
      await Promise.all([server.close(), new Promise((resolve) => portal.close(resolve))]);
    },
  };
}
