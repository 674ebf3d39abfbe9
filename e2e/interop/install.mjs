// node e2e/interop/install.mjs: installs the servers of the matrix from the system's packages. If that fails, their cells
// are skipped with a message; in CI it is a failure.
import { installAdvice, installMissing } from '../../scripts/lib/debian.mjs';

const missing = installMissing({
  'php-cli': '/usr/bin/php',
  'php-fpm': '/usr/sbin/php-fpm8.2',
  nginx: '/usr/sbin/nginx',
  'libnginx-mod-nchan': '/usr/lib/nginx/modules/ngx_nchan_module.so',
  'redis-server': '/usr/bin/redis-server',
  haproxy: '/usr/sbin/haproxy',
  pushpin: '/usr/bin/pushpin-handler',
  condure: '/usr/bin/condure',
  zurl: '/usr/bin/zurl',
  mosquitto: '/usr/sbin/mosquitto',
  'rabbitmq-server': '/usr/lib/rabbitmq/bin/rabbitmq-server',
});
if (missing.length > 0) {
  const names = missing.join(' and ');
  console.error(`The cells of ${names} are skipped. To run them on Debian:\n${installAdvice(missing)}`);
  if (process.env.CI) process.exitCode = 1;
}
