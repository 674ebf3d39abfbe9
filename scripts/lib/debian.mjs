import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// The policy keeps every package from starting a service; it goes away again with the shell.
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
 * Installs the packages of Debian whose file is missing, where that may be done, and returns those that are missing after all.
 *
 * @param {Readonly<Record<string, string>>} files by package: what shows that it is there
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

/** How somebody installs packages by hand. */
export function installAdvice(/** @type {readonly string[]} */ packages) {
  return `  apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/** The words to put before a command to run it as root, or `undefined` where that or apt-get is out of reach. */
function asRoot() {
  if (!succeeds('apt-get', '--version')) return undefined;
  if (process.getuid?.() === 0) return [];
  return succeeds('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined;
}

function succeeds(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
