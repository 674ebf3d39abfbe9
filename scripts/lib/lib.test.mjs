import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { besideBusyLoops } from './busy.mjs';
import { staleness } from './lock-file.mjs';
import { acceptsNode } from './node-version.mjs';
import { portOf } from './port.mjs';
import { run } from './run.mjs';
import { steadyCommand } from './steady-command.mjs';
import { jestTally, playwrightTally, proofTally, totals } from './tally.mjs';

test('a Node version is accepted exactly if Angular accepts it', () => {
  const accepted = ['v22.22.3', 'v22.23.0', 'v24.15.0', 'v26.0.0', 'v27.1.0'];
  const refused = ['v18.20.0', 'v20.20.2', 'v22.22.2', 'v22.9.9', 'v23.11.0', 'v24.14.9', 'v25.9.0'];
  assert.deepEqual(accepted.filter(acceptsNode), accepted);
  assert.deepEqual(refused.filter(acceptsNode), []);
});

const lock = (packages) => ({ packages: { '': {}, ...packages } });
const one = { version: '1.0.0', integrity: 'sha512-a' };

test('an install is current if it matches the lock file, whatever the optional packages', () => {
  const wanted = lock({ 'node_modules/a': one, 'node_modules/b': { ...one, optional: true } });
  assert.equal(staleness(wanted, { packages: { 'node_modules/a': one } }), undefined);
  assert.equal(staleness(wanted, { packages: { 'node_modules/a': one, 'node_modules/b': one } }), undefined);
});

test('an install is stale if it was interrupted, lacks a package, or has another version, content or package', () => {
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

test('an invalid port is rejected with its name and value', () => {
  assert.throws(() => portOf(['--port', '65536'], {}), /--port.*"65536"/);
  assert.throws(() => portOf(['--port', '-1'], {}), TypeError);
  assert.throws(() => portOf(['--port'], {}), TypeError);
  assert.throws(() => portOf(['--prot', '1'], {}), /--prot 1/);
  assert.throws(() => portOf([], { PORT: 'x' }), /PORT.*"x"/);
});

test('tests of both runners are counted; a failure outside a test counts as one', () => {
  const counts = { numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 1 };
  const jest = jestTally({ ...counts, testResults: [] });
  const playwright = playwrightTally({ stats: { expected: 3, flaky: 1, unexpected: 0 }, errors: [{}] });
  const step = { title: '', seconds: 0 };
  assert.deepEqual(
    totals([
      { ...step, outcome: 'passed' },
      { ...step, outcome: 'failed' },
      { ...step, outcome: 'skipped' },
      { ...step, outcome: 'failed', tally: jest },
      { ...step, outcome: 'failed', tally: playwright },
      { ...step, outcome: 'failed', tally: jestTally(undefined) },
    ]),
    { passed: 9, failed: 5, flaky: 1, names: ['outside a test'] },
  );
});

test('failed and flaky tests are named, with the start of the error', () => {
  const jest = jestTally({
    numPassedTests: 1,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 1,
    testResults: [
      { name: 'broken.spec.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      {
        name: 'a.spec.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'it works' },
          {
            status: 'failed',
            fullName: 'it holds',
            failureMessages: ['\u001b[31mexpected 1\u001b[39m\n\n  at line 2'],
          },
        ],
      },
    ],
  });
  assert.deepEqual(jest.names, ['broken.spec.ts\n    no such module', 'it holds\n    expected 1\n      at line 2']);
  const test = (status, ...results) => ({ projectName: 'firefox', status, results });
  const failure = { error: { message: 'no page' } };
  const spec = { title: 'it ends', file: 'a.e2e.ts', line: 3 };
  const report = {
    stats: { expected: 1, flaky: 1, unexpected: 1 },
    errors: [{ message: 'no browser' }],
    suites: [
      {
        specs: [{ ...spec, tests: [test('expected', {}), test('flaky', failure, {})] }],
        suites: [{ specs: [{ ...spec, tests: [test('unexpected', failure)] }] }],
      },
    ],
  };
  assert.deepEqual(playwrightTally(report).names, [
    'outside a test\n    no browser',
    'flaky: [firefox] a.e2e.ts:3 it ends\n    no page',
    '[firefox] a.e2e.ts:3 it ends\n    no page',
  ]);
});

test('explained differences of a proof count as passed, what could not be asked does not count', () => {
  const table = { name: 'interop', held: 3, explained: 2, skipped: 7, red: 1, rows: [] };
  assert.deepEqual(proofTally([table, table]), { passed: 10, failed: 2, names: [] });
  assert.deepEqual(proofTally([]), { passed: 0, failed: 0, names: [] });
});

test('the summary names the red rows of a proof, with what was seen', () => {
  const rows = [
    { cells: ['faye', 'WebSocket', 'resume'], outcome: 'red', why: 'nothing came' },
    { cells: ['faye', 'WebSocket', 'order'], outcome: 'held' },
    { cells: ['ws', 'WebSocket', 'order'], outcome: 'explained', why: 'it has no ids' },
  ];
  const tables = [{ name: 'interop', held: 1, explained: 1, skipped: 0, red: 1, rows }];
  assert.deepEqual(proofTally(tables).names, ['interop › faye › WebSocket › resume\n    nothing came']);
});

test('a command that takes too long is ended, with all its child processes', { timeout: 20_000 }, async () => {
  const began = performance.now();
  const hangs =
    'setInterval(() => {}, 1000); require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" })';
  assert.notEqual(await run(process.execPath, ['-e', hangs], { limit: 500 }), 0);
  assert.ok(performance.now() - began < 15_000);
});

test('the exit code is the exit code of the command', async () => {
  assert.equal(await run(process.execPath, ['-e', 'process.exitCode = 3']), 3);
});

test('a spec is run by Jest, an end-to-end test by Playwright without retries', () => {
  assert.deepEqual(steadyCommand(['3', 'core/src/transports/sse/sse.spec.ts', '-t', 'ends']), {
    times: 3,
    runner: 'jest',
    args: ['--ci', 'core/src/transports/sse/sse.spec.ts', '-t', 'ends'],
  });
  const { runner, args } = steadyCommand(['20', 'e2e/tabs/tabs.e2e.ts', '-t', 'ten tabs', '--project', 'firefox']);
  assert.equal(runner, 'playwright');
  assert.match(args.join(' '), /^test .*--retries 0 e2e\/tabs\/tabs\.e2e\.ts -g ten tabs --project firefox$/);
});

test('a missing count or file is rejected', () => {
  for (const args of [[], ['3'], ['0', 'a.spec.ts'], ['a.spec.ts', '3'], ['3', '-t', 'x']]) {
    assert.throws(() => steadyCommand(args), /Usage: npm run steady/, args.join(' '));
  }
});

const posix = { skip: process.platform === 'win32' };

test('busy loops run while the work runs, and end with it, even if it fails', posix, async () => {
  const pids = await besideBusyLoops(2, async () => loopsBy(process.pid));
  assert.equal(pids.length, 2);
  await assert.rejects(
    besideBusyLoops(1, async () => {
      pids.push(...loopsBy(process.pid));
      throw new Error('the work failed');
    }),
    /the work failed/,
  );
  await allEnd(pids);
});

test('busy loops end when their process is killed', posix, async () => {
  const work = `
    import { besideBusyLoops } from ${JSON.stringify(new URL('busy.mjs', import.meta.url).href)};
    await besideBusyLoops(2, () => new Promise((resolve) => { console.log(); setTimeout(resolve, 60_000); }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', work], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const pids = loopsBy(child.pid);
  child.kill('SIGKILL');
  assert.equal(pids.length, 2);
  await allEnd(pids);
});

/** The busy loops of a process. */
function loopsBy(parent) {
  return processes()
    .filter((line) => line.ppid === parent && line.args.includes('process.ppid ==='))
    .map(({ pid }) => pid);
}

async function allEnd(pids) {
  const deadline = performance.now() + 15_000;
  // An ended process stays in the list until its parent has read its exit code.
  const running = () => processes().filter(({ pid, stat }) => pids.includes(pid) && !stat.startsWith('Z'));
  while (running().length > 0 && performance.now() < deadline) await new Promise(setImmediate);
  assert.deepEqual(running(), []);
}

function processes() {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').map((line) => {
    const [, pid, ppid, stat = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)/.exec(line) ?? [];
    return { pid: Number(pid), ppid: Number(ppid), stat, args };
  });
}
