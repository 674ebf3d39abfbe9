// What `npm run mutation` adds: the files to mutate, the concurrency, the incremental file, the checker of a sample.
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner', './scripts/lib/mutation-plugins.mjs'],
  reporters: ['plan', 'progress'],
  jest: { configFile: 'tools/jest/mutation.config.mjs' },
  coverageAnalysis: 'perTest',
  // They run when a module is loaded: each would take all tests, in fresh modules.
  ignoreStatic: true,
  ignorePatterns: ['.angular', 'bench/results', 'coverage', 'dist', 'playwright-report', 'test-results', '*.tgz'],
  // Specs are compiled without a look at their types.
  disableTypeChecks: false,
  incremental: true,
  cleanTempDir: 'always',
  // On a machine that is busy a test takes longer than it did before, and a fault that is never found must not count as found.
  timeoutMS: 30_000,
  timeoutFactor: 2,
  thresholds: { high: 90, low: 80, break: null },
};
