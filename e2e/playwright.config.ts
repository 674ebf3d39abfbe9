import { defineConfig } from '@playwright/test';
import { CHROMIUM } from '../tools/browser/chromium.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: '../test-results',
  forbidOnly: true,
  // A machine that stands still for a second fails what looks at the clock. What counts messages gets no second try: its files
  // say so.
  retries: 1,
  // Most of them wait for a server most of the time.
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
      // What only the DevTools protocol can bring about.
      testIgnore: '**/*.chromium.e2e.ts',
      use: {
        browserName: 'firefox',
        launchOptions: { channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr' },
      },
    },
  ],
});
