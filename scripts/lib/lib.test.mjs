import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staleness } from './lock-file.mjs';
import { acceptsNode } from './node-version.mjs';
import { portOf } from './port.mjs';
import { run } from './run.mjs';
import { jestTally, playwrightTally, totals } from './tally.mjs';

test('a Node is accepted exactly where Angular accepts it', () => {
  const accepted = ['v22.22.3', 'v22.23.0', 'v24.15.0', 'v26.0.0', 'v27.1.0'];
  const refused = ['v18.20.0', 'v20.20.2', 'v22.22.2', 'v22.9.9', 'v23.11.0', 'v24.14.9', 'v25.9.0'];
  assert.deepEqual(accepted.filter(acceptsNode), accepted);
  assert.deepEqual(refused.filter(acceptsNode), []);
});

const lock = (packages) => ({ packages: { '': {}, ...packages } });
const one = { version: '1.0.0', integrity: 'sha512-a' };

test('an install is current when it has what the lock file asks for, whatever the optional packages', () => {
  const wanted = lock({ 'node_modules/a': one, 'node_modules/b': { ...one, optional: true } });
  assert.equal(staleness(wanted, { packages: { 'node_modules/a': one } }), undefined);
  assert.equal(staleness(wanted, { packages: { 'node_modules/a': one, 'node_modules/b': one } }), undefined);
});

test('an install is stale when it was broken off, lacks a package, or has another version, content or package', () => {
  const wanted = lock({ 'node_modules/a': one });
  assert.match(staleness(wanted, undefined), /nothing/);
  assert.match(staleness(wanted, { packages: {} }), /a is missing/);
  assert.match(
    staleness(wanted, { packages: { 'node_modules/a': { ...one, version: '1.0.1' } } }),
    /1\.0\.1, not 1\.0\.0/,
  );
  assert.notEqual(staleness(wanted, { packages: { 'node_modules/a': { ...one, integrity: 'sha512-b' } } }), undefined);
  assert.match(staleness(wanted, { packages: { 'node_modules/a': one, 'node_modules/c': one } }), /c is no longer/);
});

test('the port comes from the command line, then from the environment, then it is 4200', () => {
  assert.equal(portOf([], {}), 4200);
  assert.equal(portOf([], { PORT: '5000' }), 5000);
  assert.equal(portOf(['--port', '0'], { PORT: '5000' }), 0);
  assert.equal(portOf(['--port=81'], {}), 81);
});

test('a port that is none is refused by name and value', () => {
  assert.throws(() => portOf(['--port', '65536'], {}), /--port.*"65536"/);
  assert.throws(() => portOf(['--port', '-1'], {}), TypeError);
  assert.throws(() => portOf(['--port'], {}), TypeError);
  assert.throws(() => portOf(['--prot', '1'], {}), /--prot 1/);
  assert.throws(() => portOf([], { PORT: 'x' }), /PORT.*"x"/);
});

test('tests are counted from both runners; what failed outside a test counts as one', () => {
  const jest = jestTally({ numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 1 });
  const playwright = playwrightTally({ stats: { expected: 3, flaky: 1, unexpected: 0 }, errors: [{}] });
  const step = { title: '', seconds: 0 };
  assert.deepEqual(
    totals([
      { ...step, outcome: 'passed' },
      { ...step, outcome: 'failed' },
      { ...step, outcome: 'left out' },
      { ...step, outcome: 'failed', tally: jest },
      { ...step, outcome: 'failed', tally: playwright },
      { ...step, outcome: 'failed', tally: jestTally(undefined) },
    ]),
    { passed: 9, failed: 5, flaky: 1 },
  );
});

test('a command that takes too long is ended, with all that it started', { timeout: 20_000 }, async () => {
  const began = performance.now();
  const hangs =
    'setInterval(() => {}, 1000); require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" })';
  assert.notEqual(await run(process.execPath, ['-e', hangs], { limit: 500 }), 0);
  assert.ok(performance.now() - began < 15_000);
});

test('the exit code is that of the command', async () => {
  assert.equal(await run(process.execPath, ['-e', 'process.exitCode = 3']), 3);
});
