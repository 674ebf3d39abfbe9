import { defineConfig } from '@playwright/test';
import { CHROMIUM } from '../../tools/browser/chromium.ts';
import base from '../playwright.config';

// The page is not served by the server under test, so Chromium takes it for a page of the internet, which may not
// connect to this machine. That is the subject of e2e/local-network.
const SAME_NETWORK = '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets';

/** The matrix: a file is a server, and its tests share it. A cell that holds only at the second try does not hold. */
export default defineConfig({
  ...base,
  testDir: '.',
  testIgnore: [],
  outputDir: '../../test-results/interop',
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./frame/reporter.ts']],
  projects: (base.projects ?? []).map((project) =>
    project.name === 'chromium'
      ? {
          ...project,
          testIgnore: [],
          use: { ...project.use, launchOptions: { ...CHROMIUM, args: [...CHROMIUM.args, SAME_NETWORK] } },
        }
      : { ...project, testIgnore: '**/*.chromium.e2e.ts' },
  ),
});
