// npm run bench [-- name …] [--short]: runs the named benchmarks, or all. One after the other, because they must not
// share the machine. One that does not end in its time is ended, and the others still run.
// npm run bench -- --guard: compares a few ratios of processor time with bars, in less than 90 seconds.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run, wasInterrupted } from '../scripts/lib/run.mjs';

const HERE = import.meta.dirname;
/** The longest time of a benchmark, in milliseconds, on two cores with other work beside it. */
const LIMIT = 900_000;
const SHORT_LIMIT = 600_000;

const all = readdirSync(HERE).filter((name) => existsSync(join(HERE, name, 'run.mjs')));

const given = process.argv.slice(2);
const flags = given.filter((arg) => arg.startsWith('--') && arg !== '--guard');
const guards = given.includes('--guard');
const names = given.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !all.includes(name));

process.exitCode = await bench();

async function bench() {
  if (unknown.length > 0) {
    console.error(`There is no benchmark called ${unknown.join(', ')}; expected one of ${all.join(', ')}.`);
    return 1;
  }
  if (guards) return run(process.execPath, [join(HERE, 'guard', 'main.mjs'), ...flags], { limit: SHORT_LIMIT });
  const failed = [];
  for (const name of names.length > 0 ? names : all) {
    console.log(`\n━━ ${name}`);
    const began = performance.now();
    const limit = flags.includes('--short') ? SHORT_LIMIT : LIMIT;
    const code = await run(process.execPath, [join(HERE, name, 'run.mjs'), ...flags], { limit });
    if (wasInterrupted()) return 130;
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    if (code !== 0) failed.push(name);
    console.log(`${code === 0 ? '✓' : '✗'} ${name} in ${seconds} s`);
  }
  if (failed.length > 0) console.log(`\n✗ not all is as it should be in ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}
