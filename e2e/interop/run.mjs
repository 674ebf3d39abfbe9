// npm run interop [-- --short] [-- option …]: the matrix in Chromium and Firefox, and its table. The short form is
// Chromium alone, and a part of the common questions. Other options are Playwright's, and with them no table is made.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../scripts/lib/run.mjs';
import { report } from '../../tools/proof/table.ts';
import { tableOf } from './table.mjs';

const given = process.argv.slice(2);
const short = given.includes('--short');
const options = given.filter((option) => option !== '--short');

// All temporary files of the run, and the ids of the programs that run, so that nothing is left whatever happens.
const home = mkdtempSync(join(tmpdir(), 'interop-'));
const pids = join(home, 'pids');
mkdirSync(pids);
const cells = join(home, 'cells.json');
try {
  const args = ['test', '--config', 'e2e/interop/playwright.config.ts', ...(short ? ['--project=chromium'] : [])];
  const began = performance.now();
  const code = await run('npx', ['playwright', ...args, ...options], {
    env: { TMPDIR: home, INTEROP_CELLS: cells, INTEROP_PIDS: pids, INTEROP_FORM: short ? 'short' : 'full' },
  });
  process.exitCode = code;
  if (existsSync(cells) && options.length === 0) {
    /** @type {import('./table.mjs').CellOutcome[]} */
    const outcomes = JSON.parse(readFileSync(cells, 'utf8'));
    const table = tableOf(outcomes, (performance.now() - began) / 1_000);
    process.exitCode = Math.max(code, await report(table, short ? 'short' : 'full'));
  }
} finally {
  for (const pid of readdirSync(pids)) {
    try {
      process.kill(-Number(pid), 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
