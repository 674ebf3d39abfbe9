// npm run scale-out [-- --short | --serve]: two nginx + nchan nodes, Redis and haproxy; see README.md.
import { installAdvice, installMissing } from '../../scripts/lib/debian.mjs';
import '../../tools/node/built-package.mjs';

const missing = installMissing({
  nginx: '/usr/sbin/nginx',
  'libnginx-mod-nchan': '/usr/lib/nginx/modules/ngx_nchan_module.so',
  'redis-server': '/usr/bin/redis-server',
  haproxy: '/usr/sbin/haproxy',
  openssl: '/usr/bin/openssl',
});
if (missing.length > 0) {
  console.error(`scale-out needs ${missing.join(' and ')}. To install them on Debian:\n${installAdvice(missing)}`);
  process.exitCode = 1;
} else {
  await import('./scale-out.ts');
}
