const { readFileSync } = require('node:fs');
const { relative, sep } = require('node:path');
const { default: TestRunner } = require('jest-runner');

/**
 * For each fault, runs the spec files with tests that reach it, in the planned order, up to the first failure. Without
 * it Stryker would load every spec file that imports the mutated one, for each fault.
 */
module.exports = class MutationRunner extends TestRunner {
  async runTests(tests, watcher, options) {
    const byFile = new Map(tests.map((test) => [relative(process.cwd(), test.path).replaceAll(sep, '/'), test]));
    const files = plannedFiles(process.env.__STRYKER_ACTIVE_MUTANT__) ?? [...byFile.keys()];
    let failed = false;
    this.on('test-file-success', ([, { numFailingTests, testExecError }]) => {
      failed ||= numFailingTests > 0 || Boolean(testExecError);
    });
    this.on('test-file-failure', () => (failed = true));
    for (const file of files) {
      const test = byFile.get(file);
      if (test) await super.runTests([test], watcher, options);
      if (failed && process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined) return;
    }
  }
};

let plan;

function plannedFiles(/** @type {string | undefined} */ mutant) {
  if (mutant === undefined) return undefined;
  plan ??= JSON.parse(readFileSync(process.env.MUTATION_PLAN, 'utf8'));
  return plan.specs[mutant];
}
