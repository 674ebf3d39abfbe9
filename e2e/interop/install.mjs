// node e2e/interop/install.mjs: the servers of the interop tests that come from the system's packages. Where they cannot be
// installed, the tests against them are left out, and this says so; in CI that is a failure.
import { installAdvice, installMissing } from '../../scripts/lib/debian.mjs';

const missing = installMissing({
  'php-cli': '/usr/bin/php',
  nginx: '/usr/sbin/nginx',
  'libnginx-mod-nchan': '/usr/lib/nginx/modules/ngx_nchan_module.so',
});
if (missing.length > 0) {
  const names = missing.join(' and ');
  console.error(`The interop tests against ${names} are left out. On Debian, to take part:\n${installAdvice(missing)}`);
  if (process.env.CI) process.exitCode = 1;
}
