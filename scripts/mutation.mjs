// npm run mutation -- <folder> [--sample N] [--seed N] [--concurrency N] [--force]: plants faults in the published code
// of a folder (or a file) below projects/ngx-comet, one at a time, and lists those that no test finds. `--sample` tests
// only N of them, drawn by the seed (1). Results of earlier runs are reused if neither the place of the fault nor the
// tests have changed. A change of other files, such as spec-support, is not noticed: `--force` tests all faults again.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { mutationOptionsOf } from './lib/mutation-options.mjs';
import { NOT_DRAWN } from './lib/mutation-plugins.mjs';
import { mutationReport } from './lib/mutation-report.mjs';
import { ROOT } from './lib/run.mjs';

const LIBRARY = 'projects/ngx-comet';
const REPORTS = join(ROOT, 'reports', 'mutation');

const { folder, sample, seed, concurrency, force } = mutationOptionsOf(process.argv.slice(2));
const place = `${LIBRARY}/${folder}`;
if (!existsSync(join(ROOT, place))) throw new TypeError(`there is no ${place}`);
const files = statSync(join(ROOT, place)).isDirectory() ? `${place}/**/*.ts` : place;
const incrementalFile = join(REPORTS, `${folder.replaceAll('/', '.')}.json`);
const scratch = mkdtempSync(join(tmpdir(), 'mutation-'));
const plan = join(scratch, 'plan.json');
process.env.MUTATION_PLAN = plan;
if (sample !== undefined) Object.assign(process.env, { MUTATION_SAMPLE: String(sample), MUTATION_SEED: String(seed) });

mkdirSync(REPORTS, { recursive: true });
process.chdir(ROOT);
// Also cleans up after Ctrl+C and other early ends.
process.on('exit', () => {
  forgetUndrawn();
  rmSync(scratch, { recursive: true, force: true });
});

const began = performance.now();
const results = await new Stryker({
  mutate: [files, '!**/*.spec.ts', '!**/spec-support/**'],
  concurrency,
  force,
  incrementalFile: relative(ROOT, incrementalFile),
  checkers: sample === undefined ? [] : ['sample'],
}).runMutationTest();
const drawn = new Set(JSON.parse(readFileSync(plan, 'utf8')).drawn);
const shown = results
  .filter(({ id, status }) => drawn.has(id) || (sample === undefined && status === 'Ignored'))
  .map((result) => ({ ...result, fileName: relative(ROOT, result.fileName).replaceAll(sep, '/') }));
console.log(mutationReport(shown, (file) => readFileSync(join(ROOT, file), 'utf8')));
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);

/** Removes the results of faults outside the sample. Otherwise the next run would reuse them. */
function forgetUndrawn() {
  if (sample === undefined || !existsSync(incrementalFile)) return;
  const report = JSON.parse(readFileSync(incrementalFile, 'utf8'));
  for (const file of Object.values(report.files)) {
    file.mutants = file.mutants.filter(({ statusReason }) => statusReason !== NOT_DRAWN);
  }
  writeFileSync(incrementalFile, JSON.stringify(report));
}
