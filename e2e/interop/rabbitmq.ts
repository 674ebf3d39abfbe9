// RabbitMQ with STOMP over WebSockets, behind a proxy that can cut its connections.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepts, endGroup, freePort } from './programs';

export const RABBITMQ = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** Of streams it keeps little, in small segments: it deletes whole segments. */
const DEFINITIONS = {
  users: [{ name: 'guest', password: 'guest', tags: '' }],
  vhosts: [{ name: '/' }],
  permissions: [{ user: 'guest', vhost: '/', configure: '.*', write: '.*', read: '.*' }],
  policies: [
    {
      vhost: '/',
      name: 'small',
      pattern: '.*',
      'apply-to': 'queues',
      definition: { 'max-length-bytes': 20_000, 'stream-max-segment-size-bytes': 5_000 },
    },
  ],
};

export interface RabbitMq {
  /** The URL of its WebSockets. */
  readonly direct: string;
  /** The same through the proxy. */
  readonly url: string;
  /** Cuts all connections, and refuses new ones until it is called with `'accept'`. */
  cut(refuse: 'refuse' | 'accept'): void;
  /** How many connections are open. */
  open(): number;
  stop(): void;
}

export async function rabbitMq(): Promise<RabbitMq> {
  const home = mkdtempSync(join(tmpdir(), 'rabbitmq-'));
  const [port, names, distribution] = [await freePort(), await freePort(), await freePort()];
  // Its name server would outlive it if it started it itself.
  const nameServer = spawn('/usr/bin/epmd', ['-address', '127.0.0.1', '-port', String(names)], { detached: true });
  await accepts(names);
  const definitions = join(home, 'definitions.json');
  writeFileSync(definitions, JSON.stringify(DEFINITIONS));
  writeFileSync(join(home, 'plugins'), '[rabbitmq_web_stomp].');
  writeFileSync(
    join(home, 'rabbitmq.conf'),
    `listeners.tcp = none
stomp.listeners.tcp = none
web_stomp.tcp.ip = 127.0.0.1
web_stomp.tcp.port = ${port}
load_definitions = ${definitions}
`,
  );
  const broker = spawn(RABBITMQ, {
    env: {
      ...process.env,
      HOME: home,
      RABBITMQ_NODENAME: `interop-${port}@localhost`,
      RABBITMQ_MNESIA_BASE: join(home, 'data'),
      RABBITMQ_LOG_BASE: join(home, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'plugins'),
      RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: String(names),
    },
    stdio: 'ignore',
    detached: true,
  });
  const programs: readonly ChildProcess[] = [broker, nameServer];
  await accepts(port, 60_000);
  const proxy = await cuttable(port);
  return {
    ...proxy,
    direct: `ws://127.0.0.1:${port}/ws`,
    stop: () => {
      proxy.stop();
      programs.forEach(endGroup);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function cuttable(port: number): Promise<Omit<RabbitMq, 'direct'>> {
  const sockets = new Set<Socket>();
  let refusing = false;
  const server = createServer((client) => {
    if (refusing) return void client.destroy();
    const upstream = connect(port, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    sockets.add(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(client);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (how: 'refuse' | 'accept'): void => {
    refusing = how === 'refuse';
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    cut,
    open: () => sockets.size,
    stop: () => {
      cut('refuse');
      server.close();
    },
  };
}
