import { expect, test } from './fixtures';
import type { PanelName } from './wall';
import { poll } from '../support/poll';

const HELD: readonly (readonly [PanelName, string])[] = [
  ['HTTP streaming', 'http-stream'],
  ['Server-sent events', 'sse'],
  ['WebSocket', 'websocket'],
];
const ASKING: readonly (readonly [PanelName, string])[] = [
  ['Polling', 'polling'],
  ['JSONP', 'jsonp'],
];

test('panels disconnect when they are closed, and connect once when they are opened', async ({ wall, server }) => {
  await wall.open(server.url);
  for (const [name, route] of HELD) {
    await poll(() => server.live(route), { message: name }).toBe(1);
    await wall.panel(name).close();
  }
  for (const [name, route] of HELD) {
    await expect(wall.panel(name).status, name).toContainText('Closed');
    await poll(() => server.live(route), { message: name }).toBe(0);
  }

  const { requests } = await server.stats();
  for (const [name] of HELD) await wall.panel(name).open();
  await Promise.all(HELD.map(([name]) => wall.panel(name).countsUp()));
  for (const [name, route] of HELD) {
    expect(await server.live(route), name).toBe(1);
    expect(await server.requests(route), name).toBe((requests[route] ?? 0) + 1);
  }
});

test('panels that poll stop when they are closed, and continue when they are opened', async ({ wall, server }) => {
  await wall.open(server.url);
  for (const [name] of ASKING) await wall.panel(name).close();
  for (const [name, route] of ASKING) {
    await expect(wall.panel(name).status, name).toContainText('Closed');
    await poll(() => server.live(route), { message: name }).toBe(0);
  }

  const { requests } = await server.stats();
  // Three seconds of the feed: time for several polls.
  await wall.panel('Server-sent events').countsUp(12);
  for (const [name, route] of ASKING) expect(await server.requests(route), name).toBe(requests[route]);

  for (const [name] of ASKING) await wall.panel(name).open();
  await Promise.all(ASKING.map(([name]) => wall.panel(name).countsUp()));
  for (const [name, route] of ASKING) {
    expect(await server.requests(route), name).toBeGreaterThan(requests[route] ?? 0);
  }
});

test('long polling disconnects when its panel is closed', async ({ wall, server }) => {
  await wall.open(server.url);
  // A feed without messages keeps the poll open.
  await wall.page.getByRole('radio', { name: 'Long' }).click();
  await wall.panel('Polling').countsUp();
  await server.control('silence?transport=long-polling');
  await poll(() => server.live('long-polling')).toBe(1);
  await wall.panel('Polling').close();
  await poll(() => server.live('long-polling')).toBe(0);
});

test.describe(() => {
  test.use({ provokes: 'leaving the page' });

  test('nothing stays connected when the page is left', async ({ wall, server }) => {
    await wall.open(server.url);
    await wall.page.goto('about:blank');
    await poll(() => server.live('total')).toBe(0);
  });
});
