import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';

/**
 * The library's own specs, as Stryker runs them against its instrumented copy of the workspace.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base.projects.find(({ displayName }) => displayName === 'ngx-comet'),
  rootDir: '../..',
  runner: '<rootDir>/tools/jest/mutation-runner.cjs',
  // Stryker loads it by itself, and knows no `<rootDir>`.
  testEnvironment: fileURLToPath(new URL('mutation-environment.cjs', import.meta.url)),
  // A machine that is busy must not make a test fail that would pass: the fault would count as found.
  testTimeout: 10_000,
};
