import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// The policy prevents packages from starting services; it is removed when the shell ends.
const install = (/** @type {readonly string[]} */ packages) => `
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends ${packages.join(' ')}`;

/**
 * Installs the Debian packages whose file is missing, if that is allowed, and returns those that are still missing.
 *
 * @param {Readonly<Record<string, string>>} files by package: a file that exists if it is installed
 */
export function installMissing(files) {
  const missing = () => Object.keys(files).filter((name) => !existsSync(files[name] ?? ''));
  const wanted = missing();
  const root = wanted.length > 0 ? asRoot() : undefined;
  if (root === undefined) return wanted;
  console.log(`Installing ${wanted.join(' and ')} …`);
  const [command = 'sh', ...args] = [...root, 'sh', '-euc', install(wanted)];
  spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return missing();
}

/** The command to install packages by hand. */
export function installAdvice(/** @type {readonly string[]} */ packages) {
  return `  apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/** The prefix that runs a command as root, or `undefined` if that or apt-get is not available. */
function asRoot() {
  if (!succeeds('apt-get', '--version')) return undefined;
  if (process.getuid?.() === 0) return [];
  return succeeds('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined;
}

function succeeds(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
