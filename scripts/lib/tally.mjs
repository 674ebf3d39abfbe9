/**
 * @typedef {{ passed: number, failed: number, flaky?: number }} Tally `flaky` counts the passed tests that needed a retry
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
 * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number } | undefined} report
 * @returns {Tally | undefined}
 */
export function jestTally(report) {
  return (
    report && {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    }
  );
}

/**
 * @param {{ stats: { expected: number, unexpected: number, flaky: number }, errors?: unknown[] } | undefined} report
 * @returns {Tally | undefined}
 */
export function playwrightTally(report) {
  return (
    report && {
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected + (report.errors?.length ?? 0),
      flaky: report.stats.flaky,
    }
  );
}

/**
 * A row of a proof that was seen, or whose difference is explained, counts as passed; a row that could not be asked here
 * does not count.
 *
 * @param {readonly { held: number, explained: number, red: number }[]} tables
 * @returns {Tally}
 */
export function proofTally(tables) {
  return {
    passed: tables.reduce((sum, { held, explained }) => sum + held + explained, 0),
    failed: tables.reduce((sum, { red }) => sum + red, 0),
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
  for (const { outcome, tally } of results) {
    passed += tally?.passed ?? 0;
    flaky += tally?.flaky ?? 0;
    failed += tally?.failed || (outcome === 'failed' ? 1 : 0);
  }
  return { passed, failed, flaky };
}
