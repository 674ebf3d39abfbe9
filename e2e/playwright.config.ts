import { defineConfig } from '@playwright/test';
import { CHROMIUM } from '../tools/browser/chromium.ts';

/**
 * Their outcome is not decided by the browser: Firefox runs them in a long run or with E2E_FIREFOX=all only. What a browser does to a
 * transport, to tabs, to timers and to a page that is left is tested in both.
 */
const LIKE_CHROMIUM = ['**/angular/**', '**/continuity/**', '**/demo/!(live).e2e.ts', '**/tabs/chat*.e2e.ts'];

const ALL = process.env['E2E_FIREFOX'] === 'all' || process.env['E2E_LONG'] !== undefined;

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  // It is a command of its own.
  testIgnore: 'interop/**',
  outputDir: '../test-results',
  forbidOnly: true,
  // If a busy machine stops for a second, a test with a time limit fails. Files with tests that count messages turn
  // retries off.
  retries: 1,
  // The tests mostly wait for a server.
  workers: 3,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: { viewport: { width: 1440, height: 1100 }, screenshot: 'only-on-failure' },
  projects: [
    {
      name: 'chromium',
      use: { browserName: 'chromium', launchOptions: CHROMIUM },
    },
    {
      name: 'firefox',
      // The tests of `*.chromium.e2e.ts` need the DevTools protocol.
      testIgnore: ['interop/**', '**/*.chromium.e2e.ts', ...(ALL ? [] : LIKE_CHROMIUM)],
      use: {
        browserName: 'firefox',
        launchOptions: { channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr' },
      },
    },
  ],
});
