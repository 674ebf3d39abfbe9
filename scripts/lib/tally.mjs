import { stripVTControlCharacters } from 'node:util';

const ERROR_LINES = 8;

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} [flaky] the passed tests that needed a retry
 * @property {readonly string[]} [names] the failed and the flaky tests and the red rows, each with the start of its
 *   error
 *
 * @typedef {object} Step
 * @property {string} script the npm script
 * @property {string} title
 * @property {readonly string[]} [needs] the scripts whose output it needs
 * @property {readonly string[]} [args]
 * @property {Record<string, string>} [env]
 * @property {() => Tally | undefined} [tally] counts its tests after the run
 *
 * @typedef {{ title: string, outcome: string, seconds: number, tally?: Tally | undefined }} StepResult
 */

/**
 * A spec file that could not be loaded has no failed test; it counts as one failure.
 *
 * @typedef {{ status: string, fullName: string, failureMessages?: readonly string[] }} JestTest
 * @typedef {{ name: string, message?: string, status?: string, assertionResults: readonly JestTest[] }} JestFile
 *
 * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number,
 *   testResults: readonly JestFile[] } | undefined} report
 * @returns {Tally | undefined}
 */
export function jestTally(report) {
  return (
    report && {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      names: report.testResults.flatMap(jestNames),
    }
  );
}

function jestNames(/** @type {JestFile} */ { name, message, status, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [named(name, message)];
  return failed.map(({ fullName, failureMessages = [] }) => named(fullName, failureMessages[0]));
}

/**
 * @typedef {{ results: readonly { error?: { message?: string } }[], projectName: string, status: string }} PlaywrightTest
 * @typedef {{ title: string, file: string, line: number, tests: readonly PlaywrightTest[] }} PlaywrightSpec
 * @typedef {{ specs?: readonly PlaywrightSpec[], suites?: readonly PlaywrightSuite[] }} PlaywrightSuite
 *
 * @param {{ stats: { expected: number, unexpected: number, flaky: number },
 *   errors?: readonly { message?: string }[], suites?: readonly PlaywrightSuite[] } | undefined} report
 * @returns {Tally | undefined}
 */
export function playwrightTally(report) {
  if (report === undefined) return undefined;
  const { stats, errors = [], suites = [] } = report;
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    flaky: stats.flaky,
    names: [...errors.map(({ message }) => named('outside a test', message)), ...suites.flatMap(playwrightNames)],
  };
}

/** @returns {string[]} */
function playwrightNames(/** @type {PlaywrightSuite} */ { specs = [], suites = [] }) {
  const names = specs.flatMap(({ title, file, line, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName, status, results }) =>
        named(
          `${status === 'flaky' ? 'flaky: ' : ''}[${projectName}] ${file}:${line} ${title}`,
          results.find(({ error }) => error !== undefined)?.error?.message,
        ),
      ),
  );
  return [...names, ...suites.flatMap(playwrightNames)];
}

/** A test and the first lines of its error, without colours. */
function named(/** @type {string} */ test, /** @type {string | undefined} */ error = '') {
  const lines = stripVTControlCharacters(error).split('\n');
  return [test, ...lines.filter((line) => line.trim() !== '').slice(0, ERROR_LINES)].join('\n    ');
}

/**
 * A row of a proof that was seen, or whose difference is explained, counts as passed; a row that could not be asked here
 * does not count.
 *
 * @typedef {{ cells: readonly string[], outcome: string, why?: string }} ProofRow
 *
 * @param {readonly { name: string, held: number, explained: number, red: number, rows: readonly ProofRow[] }[]} tables
 * @returns {Tally}
 */
export function proofTally(tables) {
  return {
    passed: tables.reduce((sum, { held, explained }) => sum + held + explained, 0),
    failed: tables.reduce((sum, { red }) => sum + red, 0),
    names: tables.flatMap(({ name, rows }) =>
      rows.filter(({ outcome }) => outcome === 'red').map(({ cells, why }) => named([name, ...cells].join(' › '), why)),
    ),
  };
}

/**
 * The tests of all steps. A step that failed without a failed test counts as one failure. Otherwise the summary would
 * say "0 failed".
 *
 * @param {readonly StepResult[]} results
 * @returns {Required<Tally>}
 */
export function totals(results) {
  let passed = 0;
  let failed = 0;
  let flaky = 0;
  /** @type {string[]} */
  const names = [];
  for (const { outcome, tally } of results) {
    names.push(...(tally?.names ?? []));
    passed += tally?.passed ?? 0;
    flaky += tally?.flaky ?? 0;
    failed += tally?.failed || (outcome === 'failed' ? 1 : 0);
  }
  return { passed, failed, flaky, names };
}
