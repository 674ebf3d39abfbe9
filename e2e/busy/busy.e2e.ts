import { test } from './fixtures';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

const HOUR = 3_600_000;
/** How long the page is busy, in milliseconds. `npm run e2e:long` has the longest time too. */
const TIMES = process.env['E2E_LONG'] === undefined ? [1_000, 7_000] : [1_000, 7_000, 30_000];

for (const [limits, path] of [
  ['without limits', '/'],
  ['with limits of 3 s', '/?limits'],
] as const) {
  for (const ms of TIMES) {
    test(`a page that was busy for ${ms} ms keeps every connection, ${limits}`, async ({ busy }) => {
      await busy.open(path, 3);
      await busy.block(ms);
      // What was sent meanwhile, and more, for longer than a silent connection would be kept.
      await busy.receives(ms / 1_000 + 4);
      await busy.expectWhole();
    });
  }

  test(`a page keeps every connection when somebody sets the clock, ${limits}`, async ({ busy }) => {
    await busy.open(path, 3);
    for (const by of [HOUR, -2 * HOUR, HOUR]) {
      await busy.setClock(by);
      await busy.receives(4);
    }
    await busy.expectWhole();
  });
}
