import { defineConfig } from '@playwright/test';
import { CHROMIUM } from '../tools/browser/chromium.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
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
      // These tests need the DevTools protocol, or their outcome is not decided by a browser.
      testIgnore: '**/*.chromium.e2e.ts',
      use: {
        browserName: 'firefox',
        launchOptions: { channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr' },
      },
    },
  ],
});
