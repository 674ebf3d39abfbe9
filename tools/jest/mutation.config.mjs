import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';

/**
 * Runs the library's specs for Stryker, against its instrumented copy of the workspace.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base.projects.find(({ displayName }) => displayName === 'ngx-comet'),
  rootDir: '../..',
  // Bundles are measured as users get them: no bundler can drop code that Stryker has instrumented.
  testPathIgnorePatterns: ['/node_modules/', '\\.bundle\\.spec\\.ts$'],
  runner: '<rootDir>/tools/jest/mutation-runner.cjs',
  // Stryker loads it itself, and does not support `<rootDir>`.
  testEnvironment: fileURLToPath(new URL('mutation-environment.cjs', import.meta.url)),
  // On a busy machine a slow test must not fail. Otherwise the fault would count as found.
  testTimeout: 10_000,
};
