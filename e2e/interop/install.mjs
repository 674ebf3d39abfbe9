// node e2e/interop/install.mjs: installs the servers of the interop tests from the system's packages. If that fails,
// the tests against them are skipped with a message; in CI it is a failure.
import { installAdvice, installMissing } from '../../scripts/lib/debian.mjs';

const missing = installMissing({
  'php-cli': '/usr/bin/php',
  nginx: '/usr/sbin/nginx',
  'libnginx-mod-nchan': '/usr/lib/nginx/modules/ngx_nchan_module.so',
  'rabbitmq-server': '/usr/lib/rabbitmq/bin/rabbitmq-server',
});
if (missing.length > 0) {
  const names = missing.join(' and ');
  console.error(`The interop tests against ${names} are skipped. To run them on Debian:\n${installAdvice(missing)}`);
  if (process.env.CI) process.exitCode = 1;
}
