// Packs the built package and uses it as its users do: installs, builds and runs the applications of e2e/compat. With
// names it runs only those: npm run compat -- vite node
import { existsSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { PACKAGE, pack } from './compat/consumer.mjs';
import { ROOT } from './lib/run.mjs';

// Milliseconds for one application: the first time that includes its installation.
const LIMIT = 600_000;

process.exitCode = await main(process.argv.slice(2));

async function main(/** @type {readonly string[]} */ names) {
  if (!existsSync(PACKAGE)) {
    console.error('There is no built package: npm run build');
    return 1;
  }
  const files = globSync('scripts/compat/*.test.mjs', { cwd: ROOT })
    .filter((file) => names.length === 0 || names.includes(basename(file, '.test.mjs')))
    .map((file) => join(ROOT, file));
  if (files.length === 0) throw new TypeError(`no consumer is named ${names.join(' or ')}`);
  await pack();
  const counts = { passed: 0, failed: 0 };
  const tests = run({ files, concurrency: 2, timeout: LIMIT });
  tests.on('test:summary', ({ file, counts: { passed, failed, cancelled }, success }) => {
    if (file !== undefined) return;
    Object.assign(counts, { passed, failed: failed + cancelled || (success ? 0 : 1) });
  });
  const output = tests.compose(spec);
  output.pipe(process.stdout, { end: false });
  await finished(output);
  report(counts);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

/** For the summary of `npm test`. */
function report(/** @type {import('./lib/tally.mjs').Tally} */ counts) {
  const file = process.env.COMPAT_REPORT;
  if (file === undefined) return;
  rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(counts));
}
