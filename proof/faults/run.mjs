// npm run fault-matrix [-- --short]: every transport × fault × phase, with the built package in dist/.
import { installAdvice, installMissing } from '../../scripts/lib/debian.mjs';
import '../../tools/node/built-package.mjs';

const missing = installMissing({ iproute2: '/usr/sbin/ip', nftables: '/usr/sbin/nft' });
if (missing.length > 0)
  console.error(`Network namespaces are skipped. To try them on Debian:\n${installAdvice(missing)}`);

await import('./faults.ts');
