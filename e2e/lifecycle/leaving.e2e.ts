import { expect, expectWhole, messages, test, watched } from './fixtures';
import { poll } from '../support/poll';

// These tests count connections: one too many is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

for (const transport of ['sse', 'websocket']) {
  test(`${transport} is closed when the user leaves the page, and open once when the user is back`, async ({
    page,
    site,
  }) => {
    const stats = (): readonly [live: number, requests: number] => {
      const { live, requests } = site.server.stats();
      return [live[transport] ?? 0, requests[transport] ?? 0];
    };
    await page.goto(site.at(`/?transport=${transport}`));
    await messages(page, 3);
    await page.goto('about:blank');
    await poll(stats).toEqual([0, 1]);
    // Chromium restores the page from its cache, without a `load`. Firefox loads it again.
    await page.goBack({ waitUntil: 'commit' });
    await poll(stats).toEqual([1, 2]);
    await messages(page, 50);
    const { seen, losses } = await watched(page);
    expectWhole(seen);
    expect(losses).toBe(0);
    expect(stats()).toEqual([1, 2]);
  });
}
