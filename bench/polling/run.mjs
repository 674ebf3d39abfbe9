// node bench/polling/run.mjs [--short] [--rounds=N] [--source]: see bench/README.md.
import '../../tools/node/built-package.mjs';

await import('./polling.bench.ts');
