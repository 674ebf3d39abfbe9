// The program of one measurement, with the built package: see measure-idle.ts.
import '../../tools/node/built-package.mjs';

await import('./client.ts');
