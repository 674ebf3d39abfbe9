// node --expose-gc proof/soak/hours/run-hours.mjs <seed> <hours>: the virtual hours of one seed.
import '../../../tools/node/built-package.mjs';

await import('./hours.ts');
