import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutationOptionsOf } from './mutation-options.mjs';
import { specsOf } from './mutation-plan.mjs';
import { mutationReport } from './mutation-report.mjs';
import { draw } from './mutation-sample.mjs';

const fault = (line, column, more = {}) => ({
  fileName: 'a.ts',
  mutatorName: 'BooleanLiteral',
  replacement: 'false',
  location: { start: { line, column }, end: { line, column: column + 4 } },
  ...more,
});

test('a mutation run takes a folder, and numbers of at least 1', () => {
  const defaults = { sample: undefined, seed: 1, concurrency: 2, force: false };
  assert.deepEqual(mutationOptionsOf(['core/src/framing/']), { folder: 'core/src/framing', ...defaults });
  assert.deepEqual(mutationOptionsOf(['tabs', '--sample', '150', '--seed=7', '--concurrency', '1', '--force']), {
    folder: 'tabs',
    sample: 150,
    seed: 7,
    concurrency: 1,
    force: true,
  });
  assert.throws(() => mutationOptionsOf([]), /Usage/);
  assert.throws(() => mutationOptionsOf(['tabs', 'src']), /Usage.*"tabs src"/);
  assert.throws(() => mutationOptionsOf(['tabs', '--samples', '3']), /Usage.*--samples/);
  assert.throws(() => mutationOptionsOf(['tabs', '--sample', '0']), /--sample.*"0"/);
});

test('a sample is the same for the same seed, whatever the order of the faults', () => {
  const faults = Array.from({ length: 20 }, (_, line) => fault(line + 1, 1));
  const sample = draw(faults, 5, 7);
  assert.equal(new Set(sample).size, 5);
  assert.deepEqual(draw(faults.toReversed(), 5, 7), sample);
  assert.notDeepEqual(draw(faults, 5, 8), sample);
});

test('a sample distinguishes faults at one place, and has all faults if it is larger than their number', () => {
  const faults = [fault(1, 1), fault(1, 1, { replacement: 'true' }), fault(1, 1, { mutatorName: 'StringLiteral' })];
  assert.deepEqual(draw(faults, 2, 3), draw(faults.toReversed(), 2, 3));
  assert.equal(new Set(draw(faults, 9, 3)).size, 3);
});

test('the spec files that cover a fault are run nearest first, then fastest first', () => {
  const tests = [
    { id: 'far', name: 'far', fileName: 'src/far.spec.ts', timeSpentMs: 1 },
    { id: 'long', name: 'long', fileName: 'src/a/long.spec.ts', timeSpentMs: 9 },
    { id: 'quick', name: 'quick', fileName: 'src/a/quick.spec.ts', timeSpentMs: 2 },
    { id: 'elsewhere', name: 'elsewhere', fileName: 'src/a/elsewhere.spec.ts', timeSpentMs: 1 },
  ];
  const faults = [
    { id: '0', fileName: 'src/a/a.ts', coveredBy: ['far', 'long', 'quick'] },
    { id: '1', fileName: 'src/a/a.ts', coveredBy: [] },
  ];
  assert.deepEqual(specsOf(faults, tests), {
    0: ['src/a/quick.spec.ts', 'src/a/long.spec.ts', 'src/far.spec.ts'],
    1: [],
  });
});

test('tests of the same name count for all files that have one', () => {
  const tests = ['b.spec.ts', 'a.spec.ts'].map((fileName) => ({ id: 'same', name: 'same', fileName, timeSpentMs: 1 }));
  assert.deepEqual(specsOf([{ id: '0', fileName: 'a.ts', coveredBy: ['same'] }], tests), {
    0: ['a.spec.ts', 'b.spec.ts'],
  });
});

test('a report lists the missed faults by place, with the original and the replaced code', () => {
  const source = 'const a = true;\nif (a) {\n  go();\n}\n';
  const results = [
    fault(2, 8, {
      status: 'NoCoverage',
      mutatorName: 'BlockStatement',
      replacement: '{}',
      location: { start: { line: 2, column: 8 }, end: { line: 4, column: 2 } },
    }),
    fault(1, 11, { status: 'Survived' }),
    fault(2, 5, { status: 'Killed' }),
    fault(2, 5, { status: 'Timeout' }),
    fault(2, 5, { status: 'Ignored' }),
  ];
  assert.deepEqual(mutationReport(results, () => source).split('\n'), [
    'a.ts:1  BooleanLiteral  true → false',
    'a.ts:2  BlockStatement  { go(); } → {}  (no coverage)',
    '',
    '50.0 % of 4 faults found',
    '1 killed, 1 survived, 1 timed out, 1 no coverage, 1 left out (at import, or by a comment)',
  ]);
});

test('a report without faults has no score', () => {
  assert.match(
    mutationReport([], () => ''),
    /^\nno faults\n/,
  );
});
