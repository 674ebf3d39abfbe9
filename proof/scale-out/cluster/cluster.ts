import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type FrontLimits,
  haproxyConfig,
  nginxConfig,
  type NodeName,
  NODES,
  type Ports,
  redisConfig,
} from './config.ts';
import { accepts, endAllNow, freePorts, type Program, start } from './programs.ts';

/** Two nodes, Redis and the balancer, with all that tests do to them. */
export interface Cluster {
  /** The temporary folder with the configuration, the certificate and the logs. */
  readonly home: string;
  readonly origin: string;
  /** The certificate, for clients that are to trust it. */
  readonly certificate: string;
  readonly ports: Ports;
  pidsOf(program: ProgramName): number[];
  killNode(node: NodeName): Promise<void>;
  startNode(node: NodeName): Promise<void>;
  stopRedis(): Promise<void>;
  startRedis(): Promise<void>;
  stopFront(): Promise<void>;
  startFront(): Promise<void>;
  /** Starts a new haproxy that takes over. Streams of the old one go on until it ends. */
  reloadFront(): Promise<{ readonly oldEnded: Promise<void> }>;
  stop(): Promise<void>;
}

type ProgramName = 'haproxy' | 'redis' | NodeName;

export async function startCluster(limits: FrontLimits): Promise<Cluster> {
  const home = mkdtempSync(join(tmpdir(), 'scale-out-'));
  process.once('exit', () => {
    endAllNow();
    rmSync(home, { recursive: true, force: true });
  });
  const [front = 0, a = 0, b = 0, redis = 0, page = 0, demo = 0] = await freePorts(6);
  const ports: Ports = { front, nodes: { a, b }, redis, page, demo };
  makeCertificate(home);

  const programs = new Map<ProgramName, Program>();
  const end = async (name: ProgramName, signal: NodeJS.Signals): Promise<void> => {
    await programs.get(name)?.end(signal);
    programs.delete(name);
  };
  const startRedis = async (): Promise<void> => {
    const file = join(home, 'redis.conf');
    writeFileSync(file, redisConfig(home, ports.redis));
    programs.set('redis', start('/usr/bin/redis-server', [file, '--logfile', join(home, 'redis.log')]));
    await accepts(ports.redis, 'Redis');
  };
  const startNode = async (node: NodeName): Promise<void> => {
    const folder = join(home, node);
    for (const part of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) {
      mkdirSync(join(folder, part), { recursive: true });
    }
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, nginxConfig(folder, ports.nodes[node], ports.redis, limits.connections));
    programs.set(node, start('/usr/sbin/nginx', ['-p', folder, '-c', file, '-e', join(folder, 'error.log')]));
    await serves(ports.nodes[node], node);
  };
  const startFront = async (...takeOver: string[]): Promise<void> => {
    const file = join(home, 'haproxy.cfg');
    writeFileSync(file, haproxyConfig(home, ports, limits));
    programs.set('haproxy', start('/usr/sbin/haproxy', ['-db', '-q', '-f', file, ...takeOver]));
    await accepts(ports.front, 'haproxy');
  };

  await startRedis();
  await Promise.all(NODES.map(startNode));
  await startFront();

  return {
    home,
    origin: `https://127.0.0.1:${ports.front}`,
    certificate: join(home, 'cert.pem'),
    ports,
    pidsOf: (name) => {
      const program = programs.get(name);
      return program === undefined ? [] : [program.pid, ...childrenOf(program.pid)];
    },
    killNode: (node) => end(node, 'SIGKILL'),
    startNode,
    stopRedis: () => end('redis', 'SIGTERM'),
    startRedis,
    stopFront: () => end('haproxy', 'SIGKILL'),
    startFront: () => startFront(),
    reloadFront: async () => {
      const old = programs.get('haproxy');
      if (old === undefined) throw new Error('haproxy does not run');
      await startFront('-x', join(home, 'haproxy.sock'), '-sf', String(old.pid));
      return { oldEnded: old.ended.then(() => old.end()) };
    },
    stop: async () => {
      await Promise.all([...programs.keys()].map((name) => end(name, 'SIGKILL')));
      endAllNow();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Resolves when the node accepts subscribers: it refuses them until it has found Redis. */
async function serves(port: number, node: NodeName): Promise<void> {
  await accepts(port, `node ${node}`);
  const deadline = performance.now() + 10_000;
  for (;;) {
    const asked = new AbortController();
    const { status } = await fetch(`http://127.0.0.1:${port}/cluster/ready/sse`, {
      headers: { accept: 'text/event-stream' },
      signal: asked.signal,
    });
    asked.abort();
    if (status === 200) return;
    if (performance.now() > deadline) throw new Error(`node ${node} does not find Redis`);
    await wait(50);
  }
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

/** Writes `cert.pem`, a self-signed certificate for 127.0.0.1, and `front.pem`, the same with its key. */
function makeCertificate(folder: string): void {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const how = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...how, '-keyout', key, '-out', certificate, ...subject], {
    stdio: 'ignore',
  });
  writeFileSync(join(folder, 'front.pem'), readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'), {
    mode: 0o600,
  });
}
