import { expect, test } from './fixtures';
import { poll } from '../support/poll';

test.use({ provokes: 'network and script errors' });

test('a 503 with Retry-After delays the next attempt', async ({ wall, server }) => {
  await wall.open(server.url);
  await wall.cause('503');
  for (const name of ['Polling', 'HTTP streaming', 'Server-sent events'] as const) {
    await expect(wall.panel(name).error, name).toHaveText(
      /^\s*http: GET \/feeds.*: the server answered 503 Service Unavailable\s*$/,
    );
  }
  for (const transport of ['polling', 'http-stream', 'sse']) {
    const text = await wall.logged(transport, 'lost').filter({ hasText: '503' }).last().innerText();
    const [, seconds] = /next try in ([\d.]+) s/.exec(text) ?? [];
    expect(Number(seconds), text).toBeGreaterThanOrEqual(4);
  }
  await expect(wall.panel('WebSocket').error).toContainText('network: ');
  await expect(wall.panel('JSONP').error).toContainText('script: ');
  await wall.everyPanelCountsUp();
});

test('garbage is reported, and the feed continues', async ({ wall, server }) => {
  await wall.open(server.url);
  await wall.cause('Garbage');
  for (const name of ['Polling', 'HTTP streaming', 'Server-sent events', 'WebSocket'] as const) {
    await expect(wall.panel(name).error, name).toContainText('decode: ');
    await expect(wall.panel(name).status, name).toContainText('Open');
  }
  await expect(wall.panel('JSONP').error).toHaveText(/\b(script|no-callback): /);
  await wall.everyPanelCountsUp();
});

test('a sign-in page instead of the feed is reported, and waited out', async ({ wall, server }) => {
  await wall.open(server.url);
  await wall.cause('HTML, 4 s');
  await expect(wall.panel('Server-sent events').error).toContainText('content-type: ');
  await expect(wall.panel('Server-sent events').status).toContainText('Waiting');
  await expect(wall.panel('Polling').error).toContainText('content-type: ');
  await expect(wall.logged('http-stream', 'lost').first()).toContainText('content-type: ');
  await expect(wall.panel('WebSocket').error).toContainText('network: ');
  await expect(wall.panel('JSONP').error).toHaveText(/\b(script|no-callback): /);

  await poll(async () => (await server.stats()).faults).toEqual([]);
  await wall.everyPanelCountsUp();
});

test('close code 1001 reconnects, 4401 is final', async ({ wall, server }) => {
  await wall.open(server.url);
  const socket = wall.panel('WebSocket');
  await wall.cause('Close 1001');
  await expect(socket.error).toHaveText(/\bclosed: .*1001/);
  await socket.countsUp();
  await expect(socket.status).toContainText('resumed');

  await wall.cause('Close 4401');
  await expect(socket.error).toHaveText(/\bclosed: .*4401/);
  await expect(socket.error).toContainText('token expired');
  await expect(socket.status).toContainText('Stopped');
  await poll(() => server.live('websocket')).toBe(0);
  const requests = await server.requests('websocket');
  await wall.panel('Server-sent events').countsUp(12);
  expect(await server.requests('websocket')).toBe(requests);

  await socket.open();
  await socket.countsUp();
});

test('silence is detected', async ({ wall, server }) => {
  await wall.open(server.url);
  await wall.cause('Silence, 8 s');
  for (const name of ['HTTP streaming', 'Server-sent events', 'WebSocket'] as const) {
    await expect(wall.panel(name).error, name).toContainText('silence: ');
  }
  for (const name of ['Polling', 'JSONP'] as const) {
    await expect(wall.panel(name).error, name).toContainText('timeout: ');
  }
  await wall.everyPanelCountsUp();
});

for (const name of ['Refuse, 5 s', 'Restart, 3 s', 'Delay, 2 s']) {
  test(`the feed survives "${name}"`, async ({ wall, server }) => {
    await wall.open(server.url);
    await wall.cause(name);
    for (const held of ['HTTP streaming', 'Server-sent events', 'WebSocket'] as const) {
      await expect(wall.panel(held).status, held).not.toContainText('first connection');
    }
    await wall.everyPanelCountsUp();
    await Promise.all(wall.panels.map((panel) => expect(panel.status, panel.name).toContainText('Open')));
  });
}

test('"All clear" ends a fault', async ({ wall, server }) => {
  await wall.open(server.url);
  await server.control('refuse');
  await server.control('drop');
  const button = wall.page.getByRole('button', { name: 'Refuse, 5 s' });
  await expect(button).toContainText('active');
  await wall.cause('All clear');
  await expect(button).not.toContainText('active');
  await wall.everyPanelCountsUp();
});
