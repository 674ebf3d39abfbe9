// node proof/conformance/run.mjs [--short]: suites that others wrote, against the built package in dist/.
import '../../tools/node/built-package.mjs';

await import('./conformance.ts');
