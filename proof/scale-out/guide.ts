import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { haproxyConfig, nginxConfig, redisConfig } from './cluster/config.ts';

const GUIDE = join(import.meta.dirname, '../../docs/scale-out.md');
const PORTS = { front: 443, nodes: { a: 8081, b: 8082 }, redis: 6379, page: 8090, demo: 8080 };

/** The configuration as the guide shows it. */
const SHOWN: Readonly<Record<'nginx' | 'haproxy' | 'redis', string>> = {
  nginx: nginxConfig('/srv/node', PORTS.nodes.a, PORTS.redis, 50_000),
  haproxy: haproxyConfig('/srv/haproxy', PORTS, { connections: 100_000, hardStopAfter: 60_000 }),
  redis: redisConfig('/srv/redis', PORTS.redis),
};

/** Lines of the configuration that the guide does not show. */
export function missingInGuide(): string[] {
  const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());
  const guide = new Set(lines(readFileSync(GUIDE, 'utf8')));
  // Only for a run as root.
  return lines(Object.values(SHOWN).join('\n')).filter((line) => line !== 'user root;' && !guide.has(line));
}
