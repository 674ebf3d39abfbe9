// Only Chromium prerenders pages.
import { expect, expectWhole, moreMessages, rawWatched, test } from './fixtures';
import { poll } from '../support/poll';

// These tests count connections: one too many is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

for (const transport of ['sse', 'websocket']) {
  test(`a prerendered page has no ${transport} connection before the user opens it, and one after`, async ({
    site,
    raw,
  }) => {
    const requests = (): number => site.server.stats().requests[transport] ?? 0;
    const next = site.at(`/?transport=${transport}&hidden`);
    await raw.openPrerendering(site.at('/control/stats'), next);
    const look = rawWatched(raw);
    await poll(async () => (await look()).phases).toEqual(['paused']);
    // Longer than a connection takes.
    const { published } = site.server.stats();
    await poll(() => site.server.stats().published).toBeGreaterThan(published + 50);
    expect(await look()).toMatchObject({ prerendered: true, reasons: ['prerendering'], seen: [] });
    expect(requests()).toBe(0);

    await raw.activate(next);
    await moreMessages(look, 20);
    const { seen, prerendered, losses } = await look();
    // It is the page that was prerendered, not another one.
    expect(prerendered).toBe(true);
    expectWhole(seen);
    expect(losses).toBe(0);
    expect(requests()).toBe(1);
    expect(site.server.stats().live[transport]).toBe(1);
  });
}
