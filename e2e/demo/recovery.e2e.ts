import { expect, test } from './fixtures';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

test.use({ provokes: 'network errors' });

test('every transport recovers when the server is killed and started again', async ({ wall, server }) => {
  await wall.open(server.url);
  const page = await wall.page.evaluateHandle(() => document.body);

  await server.kill();
  await Promise.all(
    wall.panels.map(async (panel) => {
      await expect(panel.error, panel.name).toHaveText(/\b(network|closed|script): /);
    }),
  );
  await expect(wall.page.getByLabel('push-server')).toContainText('unreachable');
  await Promise.all(wall.panels.map((panel) => expect(panel.rate, panel.name).toHaveText('0.0')));

  await server.start();
  await wall.everyPanelCountsUp();
  await Promise.all(wall.panels.map((panel) => expect(panel.status, panel.name).toContainText('Open')));
  await expect(wall.page.getByLabel('push-server')).toContainText('running');
  // The same document: the page was not reloaded.
  expect(await page.evaluate((body) => body.isConnected)).toBe(true);
});

test('long polling recovers when the server is killed and started again', async ({ wall, server }) => {
  await wall.open(server.url);
  await wall.page.getByRole('radio', { name: 'Long' }).click();
  const polling = wall.panel('Polling');
  await polling.countsUp();
  await server.kill();
  await expect(polling.error).toContainText('network: ');
  await server.start();
  await polling.countsUp();
});

test('the numbers show that a server has lost its messages', async ({ wall, server }) => {
  await wall.open(server.url);
  await server.control('restart?forget=1');
  for (const panel of wall.panels) {
    await panel.countsUp();
    await expect(panel.status, panel.name).toContainText('messages missing');
  }
});

test('a dropped connection resumes without a loss or a repeat', async ({ wall, server }) => {
  await wall.open(server.url);
  const before = await Promise.all(wall.panels.map((panel) => panel.count()));
  await wall.cause('Drop all');
  for (const name of ['HTTP streaming', 'Server-sent events', 'WebSocket'] as const) {
    await expect(wall.panel(name).status, name).toContainText('resumed');
  }
  await wall.everyPanelCountsUp();
  const after = await Promise.all(wall.panels.map((panel) => panel.count()));
  after.forEach((count, i) => {
    expect(count.total - before[i]!.total, wall.panels[i]!.name).toBe(count.sequence - before[i]!.sequence);
  });
});
