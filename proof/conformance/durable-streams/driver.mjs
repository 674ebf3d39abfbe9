// node --import tsx driver.mjs ADAPTER, in the folder of the suite: runs its consumer and lifecycle tests with our adapter,
// and prints what came out as one line of JSON. Its last argument is the adapter.
import { pathToFileURL } from 'node:url';

const { loadEmbeddedTestSuites, runConformanceTests } = await import(pathToFileURL('src/index.ts').href);
const suites = ['consumer', 'lifecycle'];
const adapter = process.argv.at(-1);
const { results } = await runConformanceTests({ clientAdapter: process.execPath, clientArgs: [adapter], suites });
const reads = ({ operations = [], setup = [] }) => [...setup, ...operations].some(({ action }) => action === 'read');
const known = new Map(
  loadEmbeddedTestSuites().flatMap((suite) => suite.tests.map((test) => [`${suite.id}/${test.id}`, reads(test)])),
);
const tests = results.map((result) => ({ ...result, reads: known.get(`${result.suite}/${result.test}`) ?? true }));
console.log(`\nRESULTS ${JSON.stringify(tests)}`);
