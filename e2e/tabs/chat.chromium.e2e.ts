// Ten tabs with one WebSocket, and what only Chromium does on demand, or what no browser decides. Firefox has no command
// that freezes a page, keeps no page with a WebSocket in the back-forward cache, and does not prerender.
import { poll } from '../support/poll';
import { Chat } from './chat';
import { withChromium, type ChatBrowser } from './chat-browser';
import { expect, test } from './chat-fixtures';
import { chatRows } from './chat-rows';
import type { ChatState } from './chat-page';
import { print } from './chat-print';
import type { ChatServer } from './chat-server';
import { WITHHELD_ALONE } from './chat-withhold';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

chatRows();

test('another tab leads when the leader is frozen, and a tab that is thawed catches up', async ({ chat }) => {
  const leader = await chat.leader();
  const { length } = chat.server.wires;
  await chat.freeze(leader);
  await Promise.all(chat.others(leader).map((tab) => tab.say(3)));
  await chat.nextWire(length);
  const [follower] = chat.others(await chat.leader()).filter((tab) => tab !== leader);
  if (follower === undefined) throw new Error('no tab');
  await chat.freeze(follower);
  const awake = chat.tabs.filter((tab) => tab !== leader && tab !== follower);
  await chat.receives(awake, 30);
  for (const tab of [leader, follower]) {
    await tab.thaw();
    await tab.say(3);
  }
  await chat.expectWhole();
  expect(chat.server.wires).toHaveLength(length + 1);
});

test('a leader in the back-forward cache gives up the lead, and misses nothing when it is back', async ({ chat }) => {
  const leader = await chat.leader();
  const { length } = chat.server.wires;
  const before = (await leader.state()).arrivals[0];
  await leader.page.goto('about:blank');
  await Promise.all(chat.others(leader).map((tab) => tab.say(3)));
  await chat.nextWire(length);
  await chat.receives(chat.others(leader), 30);
  // A page that is restored from the cache emits no `load`.
  await leader.page.goBack({ waitUntil: 'commit' });
  await poll(async () => (await leader.state()).restored).toBe(true);
  await leader.say(3);
  await chat.expectWhole();
  expect((await leader.state()).arrivals[0]).toEqual(before);
  expect(chat.server.wires).toHaveLength(length + 1);
});

test('a prerendered tab takes no part before the user opens it, and follows then', async ({ serve, raw }) => {
  const server = await serve();
  server.start();
  const state = (): Promise<ChatState | null> => raw.evaluate<ChatState | null>('window.chat?.state ?? null');
  await raw.open(`${server.origin}/?tab=0`);
  await poll(async () => (await state())?.arrivals.length).toBeGreaterThan(0);
  const next = `${server.origin}/?tab=1`;
  await raw.openPrerendering(`${server.origin}/?empty`, next);
  await poll(state).not.toBeNull();
  const { last } = server;
  await poll(() => server.last).toBeGreaterThan(last + 20);
  expect(await raw.evaluate('document.prerendering')).toBe(true);
  expect(await state()).toMatchObject({ arrivals: [], openings: [] });
  await raw.activate(next);
  await poll(async () => (await state())?.arrivals.length).toBeGreaterThan(20);
  const { arrivals = [] } = (await state()) ?? {};
  expect(arrivals.map(({ n }) => n)).toEqual(arrivals.map((_, place) => (arrivals[0]?.n ?? 0) + place));
  expect(server.wires.map(({ tab }) => tab)).toEqual(['0']);
});

test('tabs without what they need have a connection each', async ({ chatBrowser, serve }) => {
  const chat = new Chat(chatBrowser, await serve());
  chat.server.start();
  for (const what of WITHHELD_ALONE) for (const _ of [1, 2]) await chat.open(`&without=${encodeURIComponent(what)}`);
  await chat.wires(2 * WITHHELD_ALONE.length);
  const answers = await Promise.all(chat.tabs.map((tab) => tab.ask(`here is ${tab.name}`)));
  expect(answers).toEqual(chat.tabs.map(({ name }) => `HERE IS ${name}`));
  await chat.expectWhole(2 * WITHHELD_ALONE.length);
  await chat.end();
});

// Chromium runs the timers of a page that is hidden for five minutes once a minute. Here it is hidden for a few seconds.
const AFTER_SECONDS = '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/3';
/** Milliseconds: longer than it takes to notice that a leader hangs, and until its timers are slow. */
const LONG_HIDDEN = 20_000;

async function hiddenForLong(browser: ChatBrowser, server: ChatServer): Promise<void> {
  const chat = new Chat(browser, server);
  await chat.fill(4);
  const leader = await chat.leader();
  const shown = chat.others(leader).at(-1);
  if (shown === undefined) throw new Error('no tab');
  await shown.page.bringToFront();
  // Only what the tabs send each other shows that the leader is there.
  server.stop();
  const from = Date.now();
  await poll(() => Date.now() - from, { timeout: 2 * LONG_HIDDEN }).toBeGreaterThan(LONG_HIDDEN);
  expect(await leader.page.evaluate(() => document.visibilityState)).toBe('hidden');
  expect((await shown.state()).statuses.filter(({ at }) => at > from)).toEqual([]);
  expect(server.wires).toHaveLength(1);

  server.start();
  const since = Date.now();
  const hung = leader.block(LONG_HIDDEN);
  const took = await chat.handOver([shown], since, await chat.nextWire(1));
  print(`a leader that was hidden for long hangs: the tab in front gets messages after ${took.join()} ms`);
  await hung;
  await chat.expectWhole();
  await chat.end();
}

if (process.env['E2E_LONG'] !== undefined) {
  test.describe('in the long run', () => {
    test('a tab that hangs does not take the lead when it is awake', async ({ chat }) => {
      const leader = await chat.leader();
      const [follower] = chat.others(leader);
      if (follower === undefined) throw new Error('no tab');
      const { length } = chat.server.wires;
      await follower.block(7_000);
      await follower.say(3);
      await chat.receives(chat.tabs, 10);
      await chat.expectWhole();
      expect(chat.server.wires).toHaveLength(length);
    });

    for (const what of ['room in the storage', 'permission for the storage']) {
      test(`tabs without ${what} hand the connection over all the same`, async ({ chatBrowser, serve }) => {
        const chat = new Chat(chatBrowser, await serve());
        chat.server.start();
        for (const _ of [1, 2, 3]) await chat.open(`&without=${encodeURIComponent(what)}`);
        const leader = await chat.leader();
        await Promise.all(chat.tabs.map((tab) => tab.say(3)));
        await chat.kill(leader);
        await Promise.all(chat.tabs.map((tab) => tab.say(3)));
        await chat.nextWire(1);
        await chat.expectWhole();
        await chat.end();
      });
    }
  });

  test('a leader that is hidden for long keeps the lead, until it hangs', async ({ playwright, serve }) => {
    test.slow();
    const server = await serve();
    await withChromium(playwright, [AFTER_SECONDS], (browser) => hiddenForLong(browser, server));
  });
}
