const { mixinJestEnvironment } = require('@stryker-mutator/jest-runner');
const node = require('jest-environment-node');
const BrowserLikeEnvironment = require('./browser-like-environment.cjs');

/** An environment that skips the rest of a spec file after the first failure: the fault was found. */
const stopsAtFailure = (Environment) =>
  class extends Environment {
    #failed = false;

    async handleTestEvent(event, state) {
      await super.handleTestEvent?.(event, state);
      // Stryker sets this variable while a fault is in place.
      if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
      if (event.name === 'test_done' && event.test.errors.length > 0) this.#failed = true;
      if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
    }
  };

// Stryker sees to the configured environment, and not to the one that a spec asks for with `@jest-environment node`: without
// this it could not say which tests of such a spec reach a fault.
node.TestEnvironment = node.default = mixinJestEnvironment(stopsAtFailure(node.TestEnvironment));

module.exports = stopsAtFailure(BrowserLikeEnvironment);
