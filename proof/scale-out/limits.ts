import { execFileSync } from 'node:child_process';

/**
 * Throws if this system allows a process too few descriptors. Node raises its own limit as far as allowed, and what it
 * starts inherits that.
 */
export function checkDescriptors(needed: number): void {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  if (limit !== 'unlimited' && Number(limit) < needed) {
    throw new Error(
      `a process may open ${limit} files, and haproxy needs ${needed} for these subscribers. ` +
        `Raise the limit with "ulimit -n ${needed}" (as root), or LimitNOFILE= of a systemd unit.`,
    );
  }
}
