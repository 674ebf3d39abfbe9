import { expect, test } from './fixtures';
import { PANELS, type Wall } from './wall';
import { poll } from '../support/poll';

/** What else runs on the machine can only add time, so the best of several openings counts. */
const OPENINGS = 4;

test('five panels count upward within 3 s of opening', async ({ wall, server }) => {
  // Opened once before, so that the start of the browser is not timed.
  await wall.open(server.url);
  const best: Record<string, number> = {};
  for (let opening = 0; opening < OPENINGS; opening++) {
    await wall.page.goto(server.url);
    const times = await untilPanelsCount(wall);
    for (const [name, ms] of Object.entries(times)) best[name] = Math.min(ms, best[name] ?? Infinity);
  }
  for (const name of PANELS) expect(best[name], name).toBeLessThan(3_000);
});

/**
 * Milliseconds from the start of the navigation until each panel has counted up. Timed in the page, because every call
 * from the test takes some time itself.
 */
function untilPanelsCount(wall: Wall): Promise<Record<string, number>> {
  return wall.page.evaluate(
    (panels) =>
      new Promise<Record<string, number>>((resolve) => {
        const first: Record<string, string> = {};
        const times: Record<string, number> = {};
        const look = () => {
          for (const card of document.querySelectorAll('article')) {
            const name = card.querySelector('h3')?.textContent ?? '';
            const total = card.querySelector('[data-field=total]')?.textContent ?? '0';
            first[name] ??= total;
            if (Number(total) > Number(first[name])) times[name] ??= performance.now();
          }
          if (Object.keys(times).length < panels) return requestAnimationFrame(look);
          return resolve(times);
        };
        look();
      }),
    wall.panels.length,
  );
}

test('every transport shows live data', async ({ wall, server }) => {
  await wall.open(server.url);
  await Promise.all(
    wall.panels.map(async (panel) => {
      await expect(panel.status, panel.name).toContainText('Open');
      await expect(panel.status, panel.name).toContainText('first connection');
      await expect(panel.error, panel.name).toHaveText('No error so far.');
      await expect(panel.value, panel.name).toHaveText(/^\d{3}\.\d{2}$/);
      const value = await panel.value.innerText();
      await expect(panel.value, panel.name).not.toHaveText(value);
      // The feed has four messages a second.
      await poll(async () => Number(await panel.rate.innerText()), { message: panel.name }).toBeGreaterThan(2.5);
      // No message is lost or repeated.
      const before = await panel.count();
      await panel.countsUp(6);
      const after = await panel.count();
      expect(after.total - before.total, panel.name).toBe(after.sequence - before.sequence);
    }),
  );
});

test('all panels show the same messages', async ({ wall, server }) => {
  await wall.open(server.url);
  // The polled panels show several messages at once, so the page checks them itself, frame by frame.
  const shown = await wall.page.evaluate(
    (panels) =>
      new Promise<string[][]>((resolve) => {
        const seen = new Map<string, Set<string>>();
        const look = () => {
          for (const card of document.querySelectorAll('article')) {
            const field = (name: string) => card.querySelector(`[data-field=${name}]`)?.textContent?.trim();
            const pair = `${field('sequence')}: ${field('value')}`;
            seen.set(pair, (seen.get(pair) ?? new Set()).add(card.dataset['transport'] ?? ''));
          }
          const met = [...seen].filter(([, transports]) => transports.size === panels).map(([pair]) => pair);
          if (met.length < 2) return requestAnimationFrame(look);
          return resolve([met, [...seen.keys()]]);
        };
        look();
      }),
    wall.panels.length,
  );
  const [met, all] = shown;
  expect(met).toHaveLength(2);
  // All panels show the same value for a message.
  const sequences = all!.map((pair) => pair.split(':')[0]);
  expect(new Set(sequences).size).toBe(sequences.length);
});

test('long polling takes over from short polling', async ({ wall, server }) => {
  await wall.open(server.url);
  const before = await server.requests('long-polling');
  await wall.page.getByRole('radio', { name: 'Long' }).click();
  await poll(() => server.requests('long-polling')).toBeGreaterThan(before + 1);
  await wall.panel('Polling').countsUp();
  await expect(wall.panel('Polling').status).toContainText('Open');
});

test('changing numbers do not move the layout', async ({ wall, server }) => {
  await wall.page.goto(server.url);
  const boxes = () => Promise.all(wall.panels.map((panel) => panel.card.boundingBox()));
  const before = await boxes();
  await wall.everyPanelCountsUp();
  expect(await boxes()).toEqual(before);
});
