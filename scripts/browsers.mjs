// The browsers of the end-to-end tests, from the system's packages: Playwright's own builds would be a large download.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const BROWSERS = { chromium: '/usr/bin/chromium', 'firefox-esr': '/usr/bin/firefox-esr' };

// The policy keeps every package from starting a service; it goes away again with the shell.
const install = (/** @type {string[]} */ packages) => `
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends ${packages.join(' ')}`;

const missing = () =>
  Object.entries(BROWSERS)
    .filter(([, path]) => !existsSync(path))
    .map(([name]) => name);

const wanted = missing();
const root = wanted.length > 0 ? asRoot() : undefined;
if (root) {
  console.log(`Installing ${wanted.join(' and ')} …`);
  const [command, ...args] = [...root, 'sh', '-euc', install(wanted)];
  spawnSync(command ?? 'sh', args, { stdio: ['ignore', 'inherit', 'inherit'] });
}
const stillMissing = missing();
if (stillMissing.length > 0) {
  console.error(
    `The end-to-end tests need ${stillMissing.map((name) => `${name} at ${BROWSERS[name]}`).join(' and ')}. On Debian:\n` +
      `  apt-get update && apt-get install -y --no-install-recommends ${stillMissing.join(' ')}`,
  );
  process.exitCode = 1;
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
