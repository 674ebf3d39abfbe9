// Plants a breach of every rule of .dependency-cruiser.cjs into a small tree. Each must be reported, and nothing else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ALLOWED, ALSO, BREACHES, CORE, OTHER_END } from './lib/planted-imports.mjs';
import { ROOT } from './lib/run.mjs';

const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const CRUISER = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
/** What every room of core knows. */
const GROUND = ['platform', 'vocabulary', 'checks'];

let tree;
before(() => {
  tree = mkdtempSync(join(tmpdir(), 'layers-'));
});
after(() => rmSync(tree, { recursive: true, force: true }));

test('every rule has a planted breach', () => {
  const { forbidden } = createRequire(import.meta.url)(CONFIG);
  assert.deepEqual(Object.keys(BREACHES).sort(), forbidden.map(({ name }) => name).sort());
  assert.ok(forbidden.every(({ severity }) => severity === 'error'));
});

test('what the table allows passes, and a breach is reported by its rule and no other', () => {
  plantPackages();
  plant(ALLOWED);
  assert.deepEqual(breaches(), []);

  const expected = [];
  for (const [rule, files] of Object.entries(BREACHES)) {
    plant(files);
    for (const [file, imports] of Object.entries(files)) {
      if (imports.length > 0 && file !== OTHER_END) expected.push(`${rule}: ${file}`);
    }
  }
  const found = breaches();
  const beside = Object.entries(ALSO).flatMap(([rule, others]) =>
    Object.keys(BREACHES[rule]).flatMap((file) => others.map((other) => `${other}: ${file}`)),
  );
  assert.deepEqual(
    expected.filter((breach) => !found.includes(breach)),
    [],
    'not reported',
  );
  assert.deepEqual(
    found.filter((breach) => !expected.includes(breach) && !beside.includes(breach)),
    [],
    'reported by mistake',
  );
  assert.notEqual(cruise('err').status, 0, 'a breach fails the command');
});

test('no file name stands twice in core', () => {
  const files = readdirSync(join(ROOT, CORE), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const names = files.map((file) => basename(file));
  assert.deepEqual(
    files.filter((file, place) => names.indexOf(basename(file)) !== place),
    [],
  );
  assert.ok(files.includes(join('session', 'session.ts')));
});

test('docs/adr/0002 has the table of the rules', () => {
  const { rooms } = createRequire(import.meta.url)(CONFIG);
  const text = readFileSync(join(ROOT, 'docs/adr/0002-layers.md'), 'utf8');
  const [, rows = ''] = /^\| room of `core\/src` .*\n((?:\|.*\n)*)/m.exec(text) ?? [];
  const table = [...rows.matchAll(/^\| `([a-z]+)\/` +\| ([^|]*?) *\|/gm)].map(([, name, knows]) => [
    name,
    [...knows.matchAll(/[a-z]+/g)].map(([word]) => word).filter((word) => word !== 'the' && word !== 'nothing'),
  ]);
  const rules = Object.entries(rooms).map(([name, { knows = [] }]) => {
    const others = knows.filter((known) => !GROUND.includes(known));
    return [name, GROUND.every((known) => knows.includes(known)) ? ['ground', ...others] : knows];
  });
  assert.deepEqual(table, rules);
});

function plant(files) {
  for (const [file, imports] of Object.entries(files)) {
    // Half of the imports are of types: those count as much.
    const lines = imports.map((name, i) => `import ${i % 2 === 0 ? 'type ' : ''}* as x${i} from '${name}'; x${i};\n`);
    write(file, `${lines.join('')}export const it = 1;\n`);
  }
}

function plantPackages() {
  for (const file of ['tsconfig.json', 'tsconfig.source.json']) cpSync(join(ROOT, file), join(tree, file));
  const packages = ['rxjs', '@standard-schema/spec', '@angular/core', 'fast-check'];
  const schematics = ['@schematics/angular', '@angular-devkit/schematics'];
  for (const name of [...packages, ...schematics]) plantPackage(name, 'index');
  plantPackage('@angular/common', 'http');
  const listed = {
    peerDependencies: { rxjs: '*', '@angular/core': '*' },
    dependencies: { '@standard-schema/spec': '*' },
  };
  write('projects/ngx-comet/package.json', JSON.stringify({ name: 'ngx-comet', version: '1.0.0', ...listed }));
  const development = { 'fast-check': '*', '@schematics/angular': '*', '@angular-devkit/schematics': '*' };
  write('package.json', JSON.stringify({ name: 'root', version: '1.0.0', devDependencies: development }));
  write('dist/ngx-comet/core/index.ts', 'export const it = 1;\n');
}

function plantPackage(name, file) {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: `${file}.js` }));
  write(`node_modules/${name}/${file}.js`, 'export const it = 1;\n');
}

function write(file, text) {
  const path = join(tree, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function breaches() {
  const { violations } = JSON.parse(cruise('json').stdout).summary;
  return violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
}

function cruise(outputType) {
  const args = [
    CRUISER,
    '--config',
    CONFIG,
    '--output-type',
    outputType,
    'projects',
    'src',
    'e2e',
    'bench',
    'proof',
    'tools',
  ];
  return spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 1e8 });
}
