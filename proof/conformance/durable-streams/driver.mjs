// node --import tsx driver.mjs ADAPTER FAILURES short|full, in the folder of the suite: runs its tests of consumers and of the life of streams with our
// adapter, and prints what came out as one line of JSON. FAILURES is the file in which the adapter notes reads that failed.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { loadEmbeddedTestSuites, runConformanceTests } = await import(pathToFileURL('src/index.ts').href);
const [adapter, failures, form] = process.argv.slice(2);

/** What the adapter noted since the last call. */
function noted() {
  const text = existsSync(failures) ? readFileSync(failures, 'utf8') : '';
  rmSync(failures, { force: true });
  return text.trim();
}

// The suite prints a line after every test, so what was noted until then belongs to that test.
const notes = [];
const log = console.log;
console.log = (...args) => {
  if (/^  [✓✗○] /.test(String(args[0]))) notes.push(noted());
  log(...args);
};
const { results } = await runConformanceTests({
  clientAdapter: process.execPath,
  clientArgs: [adapter, failures],
  suites: form === 'short' ? ['lifecycle'] : ['consumer', 'lifecycle'],
});

const tests = loadEmbeddedTestSuites().flatMap((suite) => suite.tests.map((test) => [`${suite.id}/${test.id}`, test]));
const known = new Map(tests);
const described = results.map((result, index) => {
  const { setup = [], operations = [] } = known.get(`${result.suite}/${result.test}`) ?? {};
  const all = [...setup, ...operations];
  const { passed, skipped, error } = result;
  return {
    group: result.suite,
    name: result.test,
    failure: skipped ? `skipped by the suite: ${result.skipReason}` : passed ? undefined : error,
    readFailure: notes[index],
    expectsError: all.some(({ expect }) => expect?.errorCode !== undefined || expect?.status >= 400),
    reads: all.some(({ action }) => action === 'read'),
    writesTwice: all.some(({ action, producerId }) => action.startsWith('idempotent') || producerId !== undefined),
  };
});
log(`\nRESULTS ${JSON.stringify(described)}`);
