/**
 * @typedef {{ passed: number, failed: number, flaky?: number }} Tally `flaky` of those that passed needed a second try
 * @typedef {object} Step
 * @property {string} script the npm script
 * @property {string} title
 * @property {readonly string[]} [needs] the scripts whose product it works on
 * @property {readonly string[]} [args]
 * @property {Record<string, string>} [env]
 * @property {() => Tally | undefined} [tally] counts its tests, once it has run
 *
 * @typedef {{ title: string, outcome: string, seconds: number, tally?: Tally | undefined }} StepResult
 */

/**
 * A spec file that could not even be loaded has no failed test to count; it counts as one.
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
 * The tests of all steps; a step that failed without a failing test counts as one, so that no failure reads "0 failed".
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
