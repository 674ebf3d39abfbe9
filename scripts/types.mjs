// Type-checks the code that no build checks: specs, the server, the end-to-end tests, the benchmarks and the proofs; and
// the tests of the types.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runAtOnce } from './lib/at-once.mjs';
import { ROOT } from './lib/run.mjs';

const PROJECTS = [
  'tsconfig.spec.json',
  'types/tsconfig.json',
  'projects/push-server/tsconfig.json',
  'e2e/tsconfig.json',
  'bench/tsconfig.json',
  'proof/tsconfig.json',
];

await runAtOnce(
  PROJECTS.filter((path) => existsSync(join(ROOT, path))).map((path) => [
    `tsc --noEmit -p ${path}`,
    'typescript/bin/tsc',
    '--noEmit',
    '-p',
    path,
  ]),
);
