// One connection that is driven from route to route in a real page, JSONP among them.
import { expect, test } from './fixtures';
import { change, letThrough } from './network';
import { planOf, ROUTES } from './plan';
import { poll } from '../support/poll';

// It counts messages: a loss is a loss, also if it does not happen again.
test.describe.configure({ retries: 0 });

const SEED = Number(process.env['FAULT_SEED'] ?? 11);
const MESSAGES = 1_000;

test('every message once, in order, through all five routes', async ({ site }) => {
  test.slow();
  const before = await site.traces();
  const plan = planOf(SEED, 5);
  site.publish();
  await site.follow();
  await site.carried('websocket', 10, 'the best route carries the feed');
  for (const [place, step] of plan.entries()) {
    await change(site.server, step);
    await site.carried(step.to, step.carries, `step ${place} of seed ${SEED}: ${JSON.stringify(step)}`);
  }
  // They are published at a pace that a busy machine does not keep.
  await poll(() => site.server.stats().published, { timeout: 60_000 }).toBeGreaterThanOrEqual(MESSAGES);
  site.stopPublishing();
  await site.expectWhole();

  const { turns } = await site.watched();
  expect(turns.length - 1, 'switches').toBeGreaterThanOrEqual(20);
  for (const route of ROUTES) {
    expect(turns.filter(({ transport }) => transport === route).length, `turns of ${route}`).toBeGreaterThanOrEqual(2);
  }

  // The server holds a script at that moment.
  await poll(() => site.server.stats().live['jsonp']).toBe(1);
  await site.leave();
  // The connection lingers for a moment.
  await poll(site.traces).toEqual(before);
  await poll(() => site.server.stats().live['total']).toBe(0);
});

test('falls to JSONP where nothing else gets through, and comes back', async ({ site }) => {
  const before = await site.traces();
  letThrough(site.server, ['jsonp']);
  site.publish();
  await site.follow();
  await site.carried('jsonp', 100, 'JSONP carries the feed');
  const { requests } = site.server.stats();
  for (const path of ['websocket', 'sse', 'http-stream', 'long-polling'])
    expect(requests[path], path).toBeGreaterThanOrEqual(1);
  const { lost } = await site.watched();

  letThrough(site.server, ROUTES);
  await site.carried('websocket', 50, 'the best route takes over');
  const { turns, lost: lostInAll } = await site.watched();
  expect(turns[0]?.transport).toBe('jsonp');
  // The one route goes on until the other takes over.
  expect(lostInAll).toBe(lost);
  await poll(() => site.server.stats().live).toMatchObject({ websocket: 1, total: 1 });
  expect(await site.traces()).toEqual(before);

  site.stopPublishing();
  await site.expectWhole();
  await site.leave();
  await poll(() => site.server.stats().live['total']).toBe(0);
});
