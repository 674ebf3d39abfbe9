// `npm run mutation` adds the files to mutate, the concurrency, the incremental file and the checker of a sample.
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner', './scripts/lib/mutation-plugins.mjs'],
  reporters: ['plan', 'progress'],
  jest: { configFile: 'tools/jest/mutation.config.mjs' },
  coverageAnalysis: 'perTest',
  // Static code runs when a module is loaded: each such fault would need all tests, in fresh modules.
  ignoreStatic: true,
  ignorePatterns: ['.angular', 'bench/results', 'coverage', 'dist', 'playwright-report', 'test-results', '*.tgz'],
  // Specs are compiled without type checks.
  disableTypeChecks: false,
  incremental: true,
  cleanTempDir: 'always',
  // On a busy machine a test takes longer. Otherwise a fault that no test finds would count as found by a timeout.
  timeoutMS: 30_000,
  dryRunTimeoutMinutes: 30,
  timeoutFactor: 2,
  thresholds: { high: 90, low: 80, break: null },
};
