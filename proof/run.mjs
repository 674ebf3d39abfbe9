// npm run proof [-- name …] [--short]: runs all proofs, or the named ones, one after the other, because they must not
// share the machine. Prints one table of all. After a full run, docs/proof/README.md lists the latest table of each.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { npm, wasInterrupted } from '../scripts/lib/run.mjs';
import { tally } from '../tools/proof/table.ts';

/** By the names of their tables, the npm scripts that make them. The quick ones are first. */
const PROOFS = {
  conformance: 'conformance',
  interop: 'interop',
  hostile: 'hostile',
  'scale-out': 'scale-out',
  faults: 'fault-matrix',
  soak: 'soak',
};
/** Its short form mostly waits, so it runs beside the others. */
const WAITS = ['soak'];
/** One of its scenarios measures how late a client reconnects, so it runs alone. */
const ALONE = ['conformance'];
/**
 * @typedef {keyof typeof PROOFS} Name
 * @typedef {object} Run
 * @property {Name} name
 * @property {number} code the exit code of the command
 * @property {number} seconds
 * @property {import('../tools/proof/table.ts').ProofSummary | undefined} summary `undefined` if the command ended before it
 *   made its table
 */

const ROOT = join(import.meta.dirname, '..');
const KEPT = join(ROOT, 'docs', 'proof');
const SCRATCH = join(ROOT, 'dist', 'proof');

const given = process.argv.slice(2);
const short = given.includes('--short');
const names = given.filter((arg) => arg !== '--short');
const unknown = names.filter((name) => !(name in PROOFS));

if (unknown.length > 0) {
  const known = Object.keys(PROOFS).join(', ');
  console.error(`There is no proof called ${unknown.join(', ')}; expected one of ${known}, or --short.`);
  process.exitCode = 1;
} else {
  const wanted = /** @type {Name[]} */ (names.length > 0 ? names : Object.keys(PROOFS));
  const runs = short ? await runShort(wanted) : await oneByOne(wanted);
  print(runs);
  if (!short) await keep();
  if (runs.some(({ code, summary }) => code !== 0 || summary === undefined)) process.exitCode = 1;
}

async function runShort(/** @type {readonly Name[]} */ wanted) {
  const alone = await oneByOne(wanted.filter((name) => ALONE.includes(name)));
  const others = wanted.filter((name) => !ALONE.includes(name));
  const waits = (/** @type {Name} */ name) => WAITS.includes(name);
  const beside = Promise.all(others.filter(waits).map(runIntoFile));
  const runs = await oneByOne(others.filter((name) => !waits(name)));
  return [...alone, ...runs, ...(await beside)];
}

async function oneByOne(/** @type {readonly Name[]} */ wanted) {
  /** @type {Run[]} */
  const runs = [];
  for (const name of wanted) {
    if (wasInterrupted()) break;
    console.log(`\n━━ ${name}: npm run ${PROOFS[name]}${short ? ' -- --short' : ''}`);
    runs.push(await run(name));
  }
  return runs;
}

/** Runs a proof, and prints its output when it has ended. */
async function runIntoFile(/** @type {Name} */ name) {
  mkdirSync(SCRATCH, { recursive: true });
  const log = join(SCRATCH, `${name}.log`);
  const output = openSync(log, 'w');
  const result = await run(name, output);
  closeSync(output);
  console.log(`\n━━ ${name}: npm run ${PROOFS[name]} -- --short\n${readFileSync(log, 'utf8')}`);
  return result;
}

/** @returns {Promise<Run>} */
async function run(/** @type {Name} */ name, /** @type {number | undefined} */ output = undefined) {
  const table = join(short ? SCRATCH : KEPT, `${name}.json`);
  // A command that fails early must not be judged by the table of an earlier run.
  rmSync(table, { force: true });
  const began = performance.now();
  const code = await npm(['run', '--silent', PROOFS[name], ...(short ? ['--', '--short'] : [])], { output });
  const seconds = (performance.now() - began) / 1_000;
  return { name, code, seconds, summary: readTable(table) };
}

function print(/** @type {readonly Run[]} */ runs) {
  console.log('\n━━ Proof');
  for (const { name, code, seconds, summary } of runs) {
    const result = summary ? tally(summary) : 'no table';
    console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(12)} ${result} (${seconds.toFixed(0)} s)`);
  }
}

/** Lists the kept tables, also those of earlier runs. */
async function keep() {
  const rows = Object.entries(PROOFS).map(([name, script]) => {
    const summary = readTable(join(KEPT, `${name}.json`));
    const command = `\`npm run ${script}\``;
    if (summary === undefined) return `| ${name} | ${command} | never | | | | | |`;
    const { title, date, held, explained, skipped, red, seconds } = summary;
    const cells = [`[${title}](${name}.md)`, command, date, held, explained, skipped, red, `${seconds} s`];
    return `| ${cells.join(' | ')} |`;
  });
  const text = [
    '# Proof',
    'What ngx-comet promises, tried against suites, servers, networks and hours that its authors did not write. Each command makes ' +
      'its table; `npm run proof` runs all of them. [The report](report.md) says what was promised, what failed on the way, and ' +
      'what is not covered. Made by `npm run proof`. Do not edit.',
    [
      '| proof | command | date | held | explained | skipped | red | time |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    '_Held_: what was promised was seen. _Explained_: it was not seen, and the row says why that is no fault of the library. ' +
      '_Skipped_: it could not be run there. _Red_: a promise was broken.',
  ].join('\n\n');
  mkdirSync(KEPT, { recursive: true });
  const path = join(KEPT, 'README.md');
  writeFileSync(path, await format(text, { parser: 'markdown', printWidth: 130 }));
}

/** @returns {import('../tools/proof/table.ts').ProofSummary | undefined} */
function readTable(/** @type {string} */ path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
