import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

/** The matrix: a file is a server, and its tests share it. A cell that holds only at the second try does not hold. */
export default defineConfig({
  ...base,
  testDir: '.',
  testIgnore: [],
  outputDir: '../../test-results',
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./frame/reporter.ts']],
  projects: (base.projects ?? []).map((project) => ({
    ...project,
    testIgnore: project.name === 'firefox' ? '**/*.chromium.e2e.ts' : [],
  })),
});
