// npm run fault-matrix [-- --short]: every transport × fault × phase, with the built package in dist/.
import '../../tools/node/built-package.mjs';

await import('./faults.ts');
