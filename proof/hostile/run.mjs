// node proof/hostile/run.mjs [--short] [--seed N]: hostile clients against push-server, and hostile servers against the
// built package in dist/.
import '../../tools/node/built-package.mjs';

await import('./hostile.ts');
