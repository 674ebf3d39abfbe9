import { expect, test } from './fixtures';
import type { PanelName } from './wall';

const HELD: readonly (readonly [PanelName, string])[] = [
  ['HTTP streaming', 'http-stream'],
  ['Server-sent events', 'sse'],
  ['WebSocket', 'websocket'],
];
const ASKING: readonly (readonly [PanelName, string])[] = [
  ['Polling', 'polling'],
  ['JSONP', 'jsonp'],
];

for (const [name, route] of HELD) {
  test(`${name} disconnects when its panel is closed`, async ({ wall, server }) => {
    await wall.open(server.url);
    const panel = wall.panel(name);
    await expect.poll(() => server.live(route)).toBe(1);

    await panel.close();
    await expect(panel.status).toContainText('Closed');
    await expect.poll(() => server.live(route)).toBe(0);

    const requests = await server.requests(route);
    await panel.open();
    await panel.countsUp();
    expect(await server.live(route)).toBe(1);
    expect(await server.requests(route)).toBe(requests + 1);
  });
}

for (const [name, route] of ASKING) {
  test(`${name} stops polling when its panel is closed`, async ({ wall, server }) => {
    await wall.open(server.url);
    const panel = wall.panel(name);
    await panel.close();
    await expect(panel.status).toContainText('Closed');
    await expect.poll(() => server.live(route)).toBe(0);

    const requests = await server.requests(route);
    // Three seconds of the feed: time for several polls.
    await wall.panel('Server-sent events').countsUp(12);
    expect(await server.requests(route)).toBe(requests);

    await panel.open();
    await panel.countsUp();
    expect(await server.requests(route)).toBeGreaterThan(requests);
  });
}

test('long polling disconnects when its panel is closed', async ({ wall, server }) => {
  await wall.open(server.url);
  // A feed without messages keeps the poll open.
  await wall.page.getByRole('radio', { name: 'Long' }).click();
  await wall.panel('Polling').countsUp();
  await server.control('silence?transport=long-polling');
  await expect.poll(() => server.live('long-polling')).toBe(1);
  await wall.panel('Polling').close();
  await expect.poll(() => server.live('long-polling')).toBe(0);
});

test.describe(() => {
  test.use({ provokes: 'leaving the page' });

  test('nothing stays connected when the page is left', async ({ wall, server }) => {
    await wall.open(server.url);
    await wall.page.goto('about:blank');
    await expect.poll(() => server.live('total')).toBe(0);
  });
});
