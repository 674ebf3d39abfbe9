// npm run bench [-- name …] [--short]: runs the named benchmarks, or all. One after the other, because they must not
// share the machine.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const all = readdirSync(HERE).filter((name) => existsSync(join(HERE, name, 'run.mjs')));

const given = process.argv.slice(2);
const flags = given.filter((arg) => arg.startsWith('--'));
const names = given.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !all.includes(name));

if (unknown.length > 0) {
  console.error(`There is no benchmark called ${unknown.join(', ')}; expected one of ${all.join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const name of names.length > 0 ? names : all) {
    console.log(`\n━━ ${name}`);
    const { status } = spawnSync(process.execPath, [join(HERE, name, 'run.mjs'), ...flags], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}
