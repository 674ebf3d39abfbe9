import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { type ProofSummary, tally } from '../tools/proof/table.ts';

/** By the name of its table: the npm script that makes it. The quick ones are first. */
const PROOFS = {
  conformance: 'conformance',
  interop: 'interop',
  hostile: 'hostile',
  'scale-out': 'scale-out',
  faults: 'fault-matrix',
  soak: 'soak',
} as const;
type Name = keyof typeof PROOFS;
interface Run {
  readonly name: Name;
  readonly script: string;
  /** The exit code of the command. */
  readonly code: number;
  readonly seconds: number;
  /** `undefined` if the command ended before it made its table. */
  readonly summary: ProofSummary | undefined;
}

const ROOT = join(import.meta.dirname, '..');
const README = join(ROOT, 'docs', 'proof', 'README.md');

const given = process.argv.slice(2);
const short = given.includes('--short');
const names = given.filter((arg) => arg !== '--short');
const unknown = names.filter((name) => !(name in PROOFS));

if (unknown.length > 0) {
  const known = Object.keys(PROOFS).join(', ');
  console.error(`There is no proof called ${unknown.join(', ')}; expected one of ${known}, or --short.`);
  process.exitCode = 1;
} else {
  const wanted = (names.length > 0 ? names : Object.keys(PROOFS)) as Name[];
  const runs = wanted.map(run);
  print(runs);
  if (!short && names.length === 0) await keep(runs);
  if (runs.some(({ code, summary }) => code !== 0 || summary === undefined)) process.exitCode = 1;
}

function run(name: Name): Run {
  const script = PROOFS[name];
  console.log(`\n━━ ${name}: npm run ${script}${short ? ' -- --short' : ''}`);
  const table = join(ROOT, short ? 'dist/proof' : 'docs/proof', `${name}.json`);
  // A command that fails early must not be judged by the table of an earlier run.
  rmSync(table, { force: true });
  const began = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', script, ...(short ? ['--', '--short'] : [])], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const seconds = (performance.now() - began) / 1_000;
  const summary = existsSync(table) ? (JSON.parse(readFileSync(table, 'utf8')) as ProofSummary) : undefined;
  return { name, script, code: status ?? 1, seconds, summary };
}

function print(runs: readonly Run[]): void {
  console.log('\n━━ Proof');
  for (const { name, code, seconds, summary } of runs) {
    const result = summary ? tally(summary) : 'no table';
    console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(12)} ${result} (${seconds.toFixed(0)} s)`);
  }
}

async function keep(runs: readonly Run[]): Promise<void> {
  const rows = runs.map(({ name, script, seconds, summary }) => {
    const title = summary ? `[${summary.title}](${name}.md)` : name;
    const { held, explained, skipped, red, date } = summary ?? {};
    return `| ${[title, `\`npm run ${script}\``, date, held, explained, skipped, red, `${seconds.toFixed(0)} s`].join(' | ')} |`;
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
  ].join('\n\n');
  mkdirSync(join(ROOT, 'docs', 'proof'), { recursive: true });
  writeFileSync(README, await format(text, { parser: 'markdown', printWidth: 130 }));
}
