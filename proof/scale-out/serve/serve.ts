import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { NodeName } from '../cluster/config.ts';
import { start } from '../cluster/programs.ts';
import { checkDescriptors } from '../limits.ts';
import { Publisher } from '../publisher.ts';
import { bundle } from '../../support/bundle.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DEMO = join(ROOT, 'dist/demo/browser');
const FEED = 'numbers';
const CONNECTIONS = 2_000;

/** Keeps the cluster running, with a page that shows a feed of it and the demo, until Ctrl-C. */
export async function serve(): Promise<void> {
  checkDescriptors(2 * CONNECTIONS + 200);
  const cluster = await startCluster({ connections: CONNECTIONS, hardStopAfter: 5_000 });
  await servePage(cluster.ports.page);
  const hasDemo = existsSync(DEMO);
  if (hasDemo) {
    const server = join(ROOT, 'projects/push-server/src/main.ts');
    start(process.execPath, [server, '--port', String(cluster.ports.demo), '--static', DEMO]);
  }
  new Publisher(cluster.ports, FEED).start(1_000);
  const { origin, ports, home } = cluster;
  console.log(`
a feed of the cluster  ${origin}/scale-out/  (the certificate is self-signed: the browser asks)
the demo               ${hasDemo ? `${origin}/  with push-server behind haproxy` : 'missing: run "npm run build:demo" first'}
the feeds              ${origin}/cluster/NAME/{sse,websocket,long-polling}
publish                curl -d '{"hello":"world"}' http://127.0.0.1:${ports.nodes.a}/publish/NAME  (or port ${ports.nodes.b})
the configuration      ${home}

Type: kill a | start a | kill b | start b | reload | redis stop | redis start. Ctrl-C ends everything.
`);
  createInterface({ input: process.stdin }).on('line', (line) => {
    obey(cluster, line.trim()).catch((error: unknown) => {
      console.error(String(error));
    });
  });
}

async function obey(cluster: Cluster, line: string): Promise<void> {
  const node: NodeName = line.endsWith('b') ? 'b' : 'a';
  const commands: Readonly<Record<string, () => Promise<unknown>>> = {
    [`kill ${node}`]: () => cluster.killNode(node),
    [`start ${node}`]: () => cluster.startNode(node),
    reload: () => cluster.reloadFront(),
    'redis stop': () => cluster.stopRedis(),
    'redis start': () => cluster.startRedis(),
  };
  const command = commands[line];
  await command?.();
  console.log(command === undefined ? `unknown: ${line}` : `${line}: done`);
}

async function servePage(port: number): Promise<void> {
  const script = await bundle(new URL('page.ts', import.meta.url), 'browser');
  const html = readFileSync(join(import.meta.dirname, 'page.html'), 'utf8');
  const server = createServer(({ url }, response) => {
    const isScript = url === '/scale-out/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}
