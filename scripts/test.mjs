// npm test: sets up, then runs every check of the main branch, and counts the tests. Runs on Node 20 and later.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, ROOT, wasInterrupted } from './lib/run.mjs';
import { setUp, SetUpError } from './lib/set-up.mjs';
import { jestTally, playwrightTally, proofTally, totals } from './lib/tally.mjs';

const REPORTS = join(ROOT, 'dist', 'reports');
// Milliseconds after which a step that hangs fails, for example when its tests leave a server open.
const LIMIT = 1_800_000;
const JEST_REPORT = join(REPORTS, 'jest.json');
const COMPAT_REPORT = join(REPORTS, 'compat.json');
const PLAYWRIGHT_REPORT = join(REPORTS, 'playwright.json');
/** Here `npm run proof -- --short` writes its tables. */
const PROOF_TABLES = join(ROOT, 'dist', 'proof');

/**
 * The steps that find most errors in the least time come first. A step that needs the output of a failed step is
 * skipped. All others run, so that one run shows all errors.
 *
 * @type {readonly import('./lib/tally.mjs').Step[]}
 */
const STEPS = [
  { script: 'lint', title: 'Lint and format' },
  { script: 'layers', title: 'Layers and cycles' },
  { script: 'scripts:test', title: 'Helper scripts' },
  { script: 'types', title: 'Types' },
  { script: 'snippets', title: 'Snippets of the documentation' },
  {
    script: 'unit',
    title: 'Unit tests',
    args: ['--ci', '--json', `--outputFile=${JEST_REPORT}`],
    tally: () => jestTally(readReport(JEST_REPORT)),
  },
  { script: 'sixth-transport', title: 'A sixth transport by the steps of CONTRIBUTING', needs: ['unit'] },
  { script: 'build', title: 'Build the library' },
  { script: 'goldens', title: 'API reports', needs: ['build'] },
  { script: 'package', title: 'Package lint', needs: ['build'] },
  { script: 'schematics', title: 'ng add and ng generate', needs: ['build'] },
  { script: 'size', title: 'Size budgets', needs: ['build'] },
  { script: 'dead-code', title: 'Dead code', needs: ['build'] },
  { script: 'build:demo', title: 'Build the demo', needs: ['build'] },
  {
    script: 'compat',
    title: 'Consumers of the package',
    needs: ['build'],
    env: { COMPAT_REPORT },
    tally: () => readReport(COMPAT_REPORT),
  },
  {
    script: 'e2e',
    title: 'End-to-end tests',
    needs: ['build:demo'],
    args: ['--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: PLAYWRIGHT_REPORT },
    tally: () => playwrightTally(readReport(PLAYWRIGHT_REPORT)),
  },
  {
    script: 'proof',
    title: 'Proofs, in their short form',
    needs: ['build:demo'],
    args: ['--short'],
    tally: () => proofTally(readTables()),
  },
];

process.exitCode = await test().catch((error) => {
  if (!(error instanceof SetUpError)) throw error;
  console.error(`\n${error.message}\n\n0 passed, 1 failed`);
  return 1;
});

async function test() {
  const began = performance.now();
  await setUp();
  const results = [{ title: 'Set-up', outcome: 'passed', seconds: secondsSince(began) }];
  for (const folder of [REPORTS, PROOF_TABLES]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  /** @type {Set<string>} */
  const unavailable = new Set();
  for (const step of STEPS) {
    const result = await take(step, unavailable);
    if (wasInterrupted()) return 130;
    if (result.outcome !== 'passed') unavailable.add(step.script);
    results.push(result);
  }
  const { passed, failed, flaky, names } = totals(results);
  console.log(`\n━━ Summary (${secondsSince(began).toFixed(0)} s)`);
  for (const { title, outcome, seconds } of results) {
    console.log(`${outcome === 'passed' ? '✓' : outcome === 'failed' ? '✗' : '-'} ${title} (${seconds.toFixed(1)} s)`);
  }
  // Of a long report, a service may show the end only.
  for (const name of names) console.log(`\n✗ ${name}`);
  if (flaky > 0) console.log(`\n${flaky} passed only after a retry: they are named as flaky above`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return results.every(({ outcome }) => outcome === 'passed') ? 0 : 1;
}

async function take(
  /** @type {import('./lib/tally.mjs').Step} */ { script, title, needs = [], args = [], env, tally },
  /** @type {ReadonlySet<string>} */ unavailable,
) {
  console.log(`\n━━ ${title}: npm run ${script}`);
  const lacking = needs.find((need) => unavailable.has(need));
  if (lacking !== undefined) {
    console.log(`skipped: it needs ${lacking}, which failed`);
    return { title, outcome: 'skipped', seconds: 0 };
  }
  const began = performance.now();
  const code = await npm(['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])], {
    env,
    limit: LIMIT,
  });
  const seconds = secondsSince(began);
  console.log(`${code === 0 ? '✓' : '✗'} ${title} in ${seconds.toFixed(1)} s`);
  return { title, outcome: code === 0 ? 'passed' : 'failed', seconds, tally: tally?.() };
}

function secondsSince(/** @type {number} */ began) {
  return (performance.now() - began) / 1000;
}

function readTables() {
  if (!existsSync(PROOF_TABLES)) return [];
  return (
    readdirSync(PROOF_TABLES)
      .filter((file) => file.endsWith('.json'))
      .map((file) => readReport(join(PROOF_TABLES, file)))
      // The readings of a run may lie beside its table.
      .filter((table) => Array.isArray(table.rows))
  );
}

function readReport(/** @type {string} */ file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
