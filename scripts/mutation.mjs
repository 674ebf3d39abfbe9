// npm run mutation -- <folder> [--sample N] [--seed N] [--concurrency N] [--force]: plants faults in the published code of a
// folder (or a file) below projects/ngx-comet, one at a time, and lists those that no test finds. With a sample, so many of them
// only, drawn by seed (1). The results of earlier runs count where neither the fault's place nor the tests have changed; a change
// of anything else, such as spec-support, goes unnoticed: --force tests all faults anew.
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
// What came to an end otherwise, as by Ctrl+C, is put in order, too.
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

/** What a sample left out has no result, or the next run would take it for one. */
function forgetUndrawn() {
  if (sample === undefined || !existsSync(incrementalFile)) return;
  const report = JSON.parse(readFileSync(incrementalFile, 'utf8'));
  for (const file of Object.values(report.files)) {
    file.mutants = file.mutants.filter(({ statusReason }) => statusReason !== NOT_DRAWN);
  }
  writeFileSync(incrementalFile, JSON.stringify(report));
}
