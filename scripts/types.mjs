// Type-checks the code that no build checks: specs, the server, the end-to-end tests and the benchmarks; and
// the tests of the types.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/run.mjs';

const PROJECTS = [
  'tsconfig.spec.json',
  'types/tsconfig.json',
  'projects/push-server/tsconfig.json',
  'e2e/tsconfig.json',
  'bench/tsconfig.json',
];
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

for (const project of PROJECTS.filter((path) => existsSync(join(ROOT, path)))) {
  console.log(`tsc --noEmit -p ${project}`);
  const { status } = spawnSync(process.execPath, [COMPILER, '--noEmit', '-p', project], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
