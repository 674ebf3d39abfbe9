const { mixinJestEnvironment } = require('@stryker-mutator/jest-runner');
const node = require('jest-environment-node');
const BrowserLikeEnvironment = require('./browser-like-environment.cjs');

/** An environment that skips the rest of a spec file after the first failure, because the fault is found. */
const stopsAtFailure = (Environment) =>
  class extends Environment {
    #failed = false;

    async handleTestEvent(event, state) {
      await super.handleTestEvent?.(event, state);
      // Stryker sets this variable while a fault is active.
      if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
      if (event.name === 'test_done' && event.test.errors.length > 0) this.#failed = true;
      if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
    }
  };

// Stryker extends only the configured environment, not the one that a spec selects with `@jest-environment node`.
// Without this it would not know which tests of such a spec reach a fault.
node.TestEnvironment = node.default = mixinJestEnvironment(stopsAtFailure(node.TestEnvironment));

module.exports = stopsAtFailure(BrowserLikeEnvironment);
