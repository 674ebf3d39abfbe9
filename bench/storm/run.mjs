// node bench/storm/run.mjs [--short]: the reconnect storm, with the built package in dist/.
import '../../tools/node/built-package.mjs';

await import('./storm.bench.ts');
