// npm run e2e:long [-- option …]: runs in full length the end-to-end tests that `npm run e2e` shortens. Options are
// Playwright's.
import { npm } from './lib/run.mjs';

process.exitCode = await npm(
  [
    'run',
    '--silent',
    'e2e',
    '--',
    'e2e/busy/busy.e2e.ts',
    'e2e/jsonp/traces.e2e.ts',
    'e2e/tabs/chat',
    '--grep',
    'calls leave nothing|was busy for|random plan|in the long run|hidden for long',
    ...process.argv.slice(2),
  ],
  { env: { E2E_LONG: '1' } },
);
