import { test } from './fixtures';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

const HOUR = 3_600_000;
/** How long the page is busy, in milliseconds: less and more than its limits. `npm run e2e:long` has longer times too. */
const TIMES = process.env['E2E_LONG'] === undefined ? [1_000, 5_000] : [1_000, 5_000, 7_000, 30_000];

// Each test waits longer than a silent connection would be kept.
for (const ms of TIMES) {
  test(`a page that was busy for ${ms} ms keeps every connection, with limits of 3 s and without`, async ({ busy }) => {
    await busy.during(0, 1, async () => {});
    await busy.during(ms, 4, (page) => page.block(ms));
    await busy.expectWhole();
  });
}

test('a page keeps every connection when somebody sets the clock, with limits of 3 s and without', async ({ busy }) => {
  await busy.during(0, 1, async () => {});
  for (const by of [HOUR, -2 * HOUR, HOUR]) await busy.during(0, 4, (page) => page.setClock(by));
  await busy.expectWhole();
});
