import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/port.ts';
import { start } from '../support/program.ts';

/** A name of the loopback, and of all below it. The browser is told so; no name is asked for. */
const HOST = 'web-platform.test';
export const RESOLVE = `--host-resolver-rules=MAP ${HOST} 127.0.0.1, MAP *.${HOST} 127.0.0.1`;

/** Starting it takes some seconds of processor time. */
const PATIENCE = 30_000;
const UNUSED = ['https', 'http-private', 'https-private', 'http-public', 'https-public', 'ws', 'wss', 'h2'];

export interface TestServer {
  /** Where the tests are. */
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Runs the server of the web platform tests (`wpt serve`, Python) on the loopback only.
 *
 * @param root the checkout with the server
 * @param documents what it serves; its configuration is written there too
 */
export async function serveTests(root: string, documents: string, limit: number): Promise<TestServer> {
  const ports = [await freePort(), await freePort()] as const;
  const unused = Object.fromEntries(UNUSED.map((scheme) => [scheme, []]));
  const config = join(documents, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({
      browser_host: HOST,
      server_host: '127.0.0.1',
      bind_address: true,
      check_subdomains: false,
      ports: { ...unused, http: ports },
    }),
  );
  const args = ['serve', '--config', config, '--doc_root', documents, '--no-h2'];
  const server = start('python3', ['-B', join(root, 'wpt'), ...args], { cwd: root, limit, env: { TMPDIR: documents } });
  let ended: string | undefined;
  void server.finished.then(({ output }) => (ended = output));
  for (const began = Date.now(); !(await accepts(ports[0])); await delay(100)) {
    if (ended === undefined && Date.now() - began < PATIENCE) continue;
    await server.stop();
    throw new Error(`the server of the web platform tests did not start: ${ended ?? ''}`);
  }
  return { origin: `http://${HOST}:${ports[0]}`, stop: server.stop };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (accepted: boolean) => (): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}
