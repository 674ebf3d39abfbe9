import { readFileSync } from 'node:fs';
import type { Cluster } from './cluster/cluster.ts';
import { NODES } from './cluster/config.ts';

/** Bytes in memory. */
export interface Footprint {
  readonly nginx: number;
  readonly haproxy: number;
  /** Socket buffers of the whole machine. */
  readonly kernel: number;
}

export function footprint(cluster: Cluster): Footprint {
  return {
    nginx: NODES.flatMap((node) => cluster.pidsOf(node)).reduce((sum, pid) => sum + residentOf(pid), 0),
    haproxy: cluster.pidsOf('haproxy').reduce((sum, pid) => sum + residentOf(pid), 0),
    kernel: Number(/^TCP:.* mem (\d+)/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1] ?? 0) * 4_096,
  };
}

/** What a thousand subscribers took, for a cell. */
export function perThousand(before: Footprint, after: Footprint, count: number): string {
  const part = (name: keyof Footprint): string => {
    const bytes = ((after[name] - before[name]) / count) * 1_000;
    return `${name} ${(bytes / 1_048_576).toFixed(1)} MiB`;
  };
  return [part('nginx'), part('haproxy'), part('kernel')].join(', ');
}

/** Seconds of processor time that the programs have used. */
export function processorTime(cluster: Cluster): Readonly<Record<'nginx' | 'haproxy', number>> {
  return {
    nginx: NODES.flatMap((node) => cluster.pidsOf(node)).reduce((sum, pid) => sum + secondsOf(pid), 0),
    haproxy: cluster.pidsOf('haproxy').reduce((sum, pid) => sum + secondsOf(pid), 0),
  };
}

/** The kernel counts in hundredths of a second. */
function secondsOf(pid: number): number {
  const [, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = (fields.at(-1) ?? '').split(' ').slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
}
