import { expect, test } from './fixtures';
import type { PanelName } from './wall';
import { poll } from '../support/poll';

test.use({ provokes: 'network errors' });

const NEED_CORS: readonly PanelName[] = ['Polling', 'HTTP streaming', 'Server-sent events'];
const NEED_NO_CORS: readonly PanelName[] = ['WebSocket', 'JSONP'];

test('every transport works across origins when the server allows it', async ({ wall, server }) => {
  await wall.open(server.url);
  const requested = new Set<string>();
  wall.page.on('request', (request) => requested.add(request.url().replace(/\?.*/s, '')));
  wall.page.on('websocket', (socket) => requested.add(socket.url().replace(/\?.*/s, '').replace(/^ws/, 'http')));
  await wall.page.getByRole('switch', { name: 'Cross origins' }).click();
  await wall.everyPanelCountsUp();
  for (const panel of wall.panels) {
    await expect(panel.status, panel.name).toContainText('Open');
    await expect(panel.error, panel.name).toHaveText('No error so far.');
  }
  for (const route of ['polling', 'http-stream', 'sse', 'websocket', 'jsonp']) {
    await poll(() => requested).toContain(`${server.otherOrigin}/feeds/ticker/${route}`);
  }
});

test('without CORS headers the HTTP transports report it, and reconnect when they are back; the others need none', async ({
  wall,
  server,
}) => {
  await wall.open(server.url);
  await wall.cause('CORS headers off');
  const request = wall.page.waitForRequest((each) => each.url().startsWith(`${server.otherOrigin}/feeds/ticker/jsonp`));
  await wall.page.getByRole('switch', { name: 'Cross origins' }).click();
  await request;
  for (const name of NEED_CORS) {
    await expect(wall.panel(name).error, name).toHaveText(/\bnetwork: GET http:.*: cannot reach the server/);
    expect(await wall.panel(name).count(), name).toEqual({ total: 0, sequence: 0 });
  }
  await Promise.all(NEED_NO_CORS.map((name) => wall.panel(name).countsUp(8)));
  await expect(wall.panel('JSONP').status).toContainText('Open');
  await expect(wall.panel('JSONP').error).toHaveText('No error so far.');

  await wall.cause('CORS headers on');
  await wall.everyPanelCountsUp();
});
