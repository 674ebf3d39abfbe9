// Compiles `types/` against the built package as its users do: with each TypeScript that they may have, with
// `skipLibCheck: false`, and without the library for browsers, which a server has not. Then it checks all that the
// compilers say about planted mistakes, so that it stays short and names what is wrong.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ANGULAR_MISTAKES, MISTAKES } from './lib/planted-mistakes.mjs';
import { ROOT } from './lib/run.mjs';

const WORK = join(ROOT, 'dist', 'published-types');
const PROGRAMS = [
  {
    name: 'server',
    compilers: ['typescript-5.9', 'typescript', 'typescript-7.0'],
    options: { lib: ['ES2023'], types: ['node'] },
    files: ['observe', 'inference', 'platform'],
    mistakes: MISTAKES,
  },
  {
    // The types of Angular 22 need TypeScript 6, and the library for browsers.
    name: 'browser',
    compilers: ['typescript', 'typescript-7.0'],
    options: { lib: ['ES2022', 'DOM'], types: [] },
    files: ['angular', 'browser', 'platform'],
    mistakes: ANGULAR_MISTAKES,
  },
];

mkdirSync(WORK, { recursive: true });
describe('the published types', { concurrency: 2 }, () => {
  for (const { name, compilers, options, files, mistakes } of PROGRAMS) {
    const codes = Object.keys(mistakes.lines);
    writeFileSync(join(WORK, `${name}-mistakes.ts`), [mistakes.prelude, ...codes].join('\n'));
    writeFileSync(join(WORK, `${name}.json`), JSON.stringify(project(name, options, files)));
    for (const compiler of compilers) {
      test(`compile for a ${name} with ${compiler}, and mistakes give short errors`, async () => {
        const found = errors(await output(compiler, name), `${name}-mistakes.ts`);
        assert.deepEqual(found.elsewhere, []);
        assert.deepEqual(
          codes.map((code, line) => [code, ...(found.byLine.get(line + 2) ?? [])]),
          Object.entries(mistakes.lines).map(([code, lines]) => [code, ...lines]),
        );
      });
    }
  }
});

function project(/** @type {string} */ name, /** @type {object} */ options, /** @type {string[]} */ files) {
  return {
    compilerOptions: {
      target: 'ES2022',
      module: 'preserve',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      skipDefaultLibCheck: true,
      allowImportingTsExtensions: true,
      paths: { 'ngx-comet': ['../ngx-comet'], 'ngx-comet/*': ['../ngx-comet/*'] },
      ...options,
    },
    files: [`${name}-mistakes.ts`, ...files.map((file) => `../../types/${file}.ts`)],
  };
}

/** @returns {Promise<string>} what the compiler prints */
function output(/** @type {string} */ compiler, /** @type {string} */ name) {
  const tsc = join(ROOT, 'node_modules', compiler, 'bin', 'tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--pretty', 'false', '-p', join(WORK, `${name}.json`)], { cwd: WORK }, (_, out) =>
      resolve(out),
    );
  });
}

/** Sorts what a compiler prints: the errors of the planted lines, by line from 1, and anything else. */
function errors(/** @type {string} */ printed, /** @type {string} */ mistakes) {
  /** @type {Map<number, string[]>} */
  const byLine = new Map();
  /** @type {string[]} */
  const elsewhere = [];
  for (const error of printed.split(/\n(?! |$)/)) {
    const [first = '', ...more] = error.trimEnd().split('\n');
    const [, file, line, text] = /^(.*)\((\d+),\d+\): error TS\d+: (.*)$/.exec(first) ?? [];
    if (file !== mistakes || text === undefined) elsewhere.push(error);
    else byLine.set(Number(line), [...(byLine.get(Number(line)) ?? []), text, ...more]);
  }
  return { byLine, elsewhere };
}
