// Long polling by JSONP: a feed through scripts.
import { createPushServer } from '../../projects/push-server/src/server.ts';
import { expect, test } from './fixtures';
import { poll } from '../support/poll';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

// A trace adds listeners to the page, which these tests count, and takes longer than the calls.
test.use({ trace: 'off' });

for (const way of ['a source of pollingStream$', 'viaJsonpPolling', 'viaJsonpPolling, batched']) {
  test(`${way}: delivers every message once, also after a restart, and leaves nothing behind`, async ({ open }) => {
    const server = createPushServer({ tickEvery: 300 });
    const page = await open();
    const before = await page.evaluate(() => window.comet.traces());
    try {
      const url = new URL('/feeds/ticker/jsonp', await server.listen()).href;
      await page.evaluate(([how, to]) => window.comet.follow(how, to), [way, url] as const);
      const count = (): Promise<number> => page.evaluate(() => window.comet.seen.length);
      await poll(count).toBeGreaterThan(3);
      await server.restart({ ms: 500 });
      const then = await count();
      await poll(count).toBeGreaterThan(then + 3);
      const seen = await page.evaluate(() => window.comet.seen);
      expect(seen).toEqual(seen.map((_, index) => (seen[0] ?? 0) + index));
      await page.evaluate(() => {
        window.comet.unfollow();
      });
      expect(await page.evaluate(() => window.comet.traces())).toMatchObject({
        ...before,
        listeners: expect.any(Number),
      });
      await poll(() => server.stats().live['jsonp'] ?? 0).toBe(0);
    } finally {
      await server.close();
    }
  });
}
