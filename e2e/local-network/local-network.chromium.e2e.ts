// The permission is set by the DevTools protocol.
import type { StreamName } from './page';
import { expect, test } from './fixtures';

const STREAMS: readonly StreamName[] = [
  'sse',
  'event-source',
  'http-stream',
  'polling',
  'websocket',
  'contained jsonp',
  'jsonp in the page',
  'connection',
];

for (const name of STREAMS) {
  test(`${name} ends with local-network where the user denied it`, async ({ open, device }) => {
    const page = await open('denied');
    const before = device.requests();
    const outcome = await page.evaluate(([stream, base]) => window.run(stream, base), [name, device.feed] as const);
    expect(outcome).toMatchObject({ code: 'local-network', transient: false });
    expect(outcome).toHaveProperty('message', expect.stringContaining('loopback-network'));
    expect(device.requests()).toBe(before);
  });

  test(`${name} delivers where the user allowed it`, async ({ open, device }) => {
    const page = await open('granted');
    expect(await page.evaluate(([stream, base]) => window.run(stream, base), [name, device.feed] as const)).toBe(
      'delivered',
    );
  });
}
