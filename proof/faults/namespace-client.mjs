// Reads the feeds of the namespace tests, with the built package: node namespace-client.mjs ORIGIN TRANSPORT …
import '../../tools/node/built-package.mjs';

await import('./namespace-client.ts');
