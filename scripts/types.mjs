// Type-checks the code that no build checks: specs, the server, the end-to-end tests and the benchmarks; and
// the tests of the types.
import { spawn } from 'node:child_process';
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
// A compiler uses one core.
const AT_ONCE = 2;

const waiting = PROJECTS.filter((path) => existsSync(join(ROOT, path)));
await Promise.all(Array.from({ length: AT_ONCE }, checkNext));

async function checkNext() {
  for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
    const { code, output } = await compile(project);
    process.stdout.write(`tsc --noEmit -p ${project}\n${output}`);
    if (code !== 0) process.exitCode = 1;
  }
}

/** @returns {Promise<{ code: number | null, output: string }>} */
function compile(/** @type {string} */ project) {
  return new Promise((resolve, reject) => {
    const colors = process.stdout.isTTY ? ['--pretty'] : [];
    const child = spawn(process.execPath, [COMPILER, '--noEmit', ...colors, '-p', project], { cwd: ROOT });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.once('error', reject).once('close', (code) => resolve({ code, output }));
  });
}
