// node e2e/interop/install.mjs: the servers of the interop tests that come from the system's packages. Where they cannot be
// installed, the tests against them are left out, and this says so; in CI that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** @type {Readonly<Record<string, string>>} by package */
const PROGRAMS = {
  'php-cli': '/usr/bin/php',
  nginx: '/usr/sbin/nginx',
  'libnginx-mod-nchan': '/usr/lib/nginx/modules/ngx_nchan_module.so',
};

const missing = () => Object.keys(PROGRAMS).filter((name) => !existsSync(PROGRAMS[name] ?? ''));

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

const wanted = missing();
if (wanted.length > 0 && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
  console.log(`Installing ${wanted.join(' and ')} …`);
  spawnSync('sh', ['-euc', install(wanted)], { stdio: ['ignore', 'inherit', 'inherit'] });
}
const stillMissing = missing();
if (stillMissing.length > 0) {
  console.error(
    `The interop tests against ${stillMissing.join(' and ')} are left out. On Debian, to take part:\n` +
      `  apt-get update && apt-get install -y --no-install-recommends ${stillMissing.join(' ')}`,
  );
  if (process.env.CI) process.exitCode = 1;
}
