// Ten tabs with one WebSocket. Each test begins with ten tabs that the tests before left, in which any may lead.
import { poll } from '../support/poll';
import { Chat } from './chat';
import { expect, test } from './chat-fixtures';
import { sendJunk } from './chat-junk';
import { chatRows } from './chat-rows';
import { print } from './chat-print';
import type { ChatTab } from './chat-tab';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

const LONG = process.env['E2E_LONG'] !== undefined;

test('ten tabs have one connection, and each gets its own answers', async ({ chat }) => {
  expect(chat.server.live).toHaveLength(1);
  const answers = await Promise.all(chat.tabs.map((tab) => tab.ask(`question of ${tab.name}`)));
  expect(answers).toEqual(chat.tabs.map(({ name }) => `QUESTION OF ${name}`));
  await Promise.all(chat.tabs.map((tab) => tab.say(20)));
  await chat.expectWhole();
});

test('another tab leads when the leader is killed, and asks again what may be asked twice', async ({ chat }) => {
  const leader = await chat.leader();
  const { length } = chat.server.wires;
  const others = chat.others(leader);
  chat.server.mute = true;
  const again = others.map((tab) => tab.ask(`again ${tab.name}`, true));
  const once = others.map((tab) => tab.ask(`once ${tab.name}`));
  const asked = (word: string): readonly string[] => chat.server.questions.filter((text) => text.startsWith(word));
  await poll(() => [asked('again').length, asked('once').length]).toEqual([others.length, others.length]);
  chat.server.mute = false;
  const since = Date.now();
  await chat.kill(leader);
  await Promise.all(others.map((tab) => tab.say(3)));
  const took = await chat.handOver(others, since, await chat.nextWire(length));
  print(`hand-over after a kill: at most ${Math.max(...took)} ms`);
  expect(await Promise.all(again)).toEqual(others.map(({ name }) => `AGAIN ${name}`));
  // Not `timeout`: nobody waits for an answer that cannot come.
  expect(await Promise.all(once)).toEqual(others.map(() => 'error aborted'));
  expect([asked('again').length, asked('once').length]).toEqual([2 * others.length, others.length]);
  await chat.expectWhole();
});

if (LONG) {
  test.describe('in the long run', () => {
    chatRows();

    test('a tab that opens later has the status at once, and the last message with `replay`', async ({ chat }) => {
      await chat.expectWhole();
      const tab = await chat.open('&replay', false);
      await poll(async () => (await tab.state()).statuses.at(-1)?.phase).toBe('open');
      await poll(() => tab.last()).toBe(chat.server.last);
      expect((await tab.state()).arrivals).toHaveLength(1);
      expect(await tab.page.evaluate(() => window.chat.late())).toEqual(['open', String(chat.server.last)]);
      const [other] = chat.tabs;
      expect(await other?.page.evaluate(() => window.chat.late())).toEqual(['open']);
      chat.server.start();
      await chat.receives(chat.tabs, 1);
      await chat.close(tab);
      await chat.expectWhole();
    });

    test('a tab that closes its connection ends its part alone', async ({ chat }) => {
      const leader = await chat.leader();
      const [follower] = chat.others(leader);
      if (follower === undefined) throw new Error('no tab');
      const { length } = chat.server.wires;
      const closes = async (tab: ChatTab): Promise<void> => {
        await tab.page.evaluate(() => window.chat.close());
        await poll(async () => (await tab.state()).end).toBe('complete');
        expect((await tab.state()).statuses.at(-1)?.phase).toBe('closed');
        await chat.close(tab);
      };
      await closes(follower);
      await chat.receives(chat.tabs, 5);
      expect(chat.server.wires).toHaveLength(length);
      await closes(leader);
      await chat.nextWire(length);
      await chat.expectWhole();
    });

    test('another tab leads when the leader is reloaded, which follows then', async ({ chat }) => {
      const leader = await chat.leader();
      const { length } = chat.server.wires;
      const reloaded = leader.page.reload();
      await Promise.all(chat.others(leader).map((tab) => tab.say(3)));
      await reloaded;
      await chat.nextWire(length);
      await chat.receives([leader], 1);
      await leader.say(3);
      await chat.expectWhole();
    });

    test('another tab leads when the leader goes to another page, which takes part again when it is back', async ({
      chat,
    }) => {
      const leader = await chat.leader();
      const { length } = chat.server.wires;
      await leader.page.goto('about:blank');
      await Promise.all(chat.others(leader).map((tab) => tab.say(3)));
      await chat.nextWire(length);
      await chat.receives(chat.others(leader), 10);
      await leader.page.goBack({ waitUntil: 'commit' });
      await chat.receives([leader], 1);
      await leader.say(3);
      await chat.expectWhole();
    });

    test('a private window has a connection of its own', async ({ chat }) => {
      const context = await chat.browser.browser.newContext();
      const secret = new Chat(chat.browser, chat.server, context, 1_000);
      await secret.open();
      await secret.open();
      await chat.wires(2);
      expect(chat.server.live.filter(({ tab }) => Number(tab) < 1_000)).toHaveLength(1);
      const tabs = [...chat.tabs, ...secret.tabs];
      const answers = await Promise.all(tabs.map((tab) => tab.ask(`here is ${tab.name}`)));
      expect(answers).toEqual(tabs.map(({ name }) => `HERE IS ${name}`));
      await secret.expectWhole(2);
      await chat.expectWhole(2);
      await context.close();
      await chat.wires(1);
    });

    test('pages of two versions have a leader for each version', async ({ chat }) => {
      const next = [await chat.open('&next'), await chat.open('&next'), await chat.open('&next')];
      await chat.wires(2);
      const { length } = chat.server.wires;
      const isNext = (name: string): boolean => next.some((tab) => tab.name === name);
      expect(chat.server.live.map(({ tab }) => isNext(tab)).sort()).toEqual([false, true]);
      for (const { tab: name } of [...chat.server.live]) {
        const leader = chat.tabs.find((tab) => tab.name === name);
        if (leader !== undefined) await chat.close(leader);
      }
      await chat.nextWire(length + 1);
      await chat.receives(chat.tabs, 5);
      expect(chat.server.live.map(({ tab }) => isNext(tab)).sort()).toEqual([false, true]);
      const answers = await Promise.all(chat.tabs.map((tab) => tab.ask(`here is ${tab.name}`)));
      expect(answers).toEqual(chat.tabs.map(({ name }) => `HERE IS ${name}`));
      await chat.expectWhole(2);
      for (const tab of chat.tabs.filter(({ name }) => isNext(name))) await chat.close(tab);
      await chat.expectWhole();
    });

    test('pages that may not know of each other have a connection each', async ({ chat }) => {
      const alone = [await chat.open('&sandboxed'), await chat.open('&sandboxed')];
      await chat.wires(3);
      const answers = await Promise.all(alone.map((tab) => tab.ask(`here is ${tab.name}`)));
      expect(answers).toEqual(alone.map(({ name }) => `HERE IS ${name}`));
      await chat.expectWhole(3);
      for (const tab of alone) await chat.close(tab);
      await chat.wires(1);
    });

    test('messages of strangers between the tabs change nothing', async ({ chat }) => {
      const [tab] = chat.tabs;
      const channels = (await tab?.state())?.channels ?? [];
      expect(channels).not.toEqual([]);
      const { length } = chat.server.wires;
      const stranger = await chat.context.newPage();
      await stranger.goto(`${chat.server.origin}/?empty`);
      await stranger.evaluate(sendJunk, [...new Set(channels)]);
      await stranger.close();
      const answers = await Promise.all(chat.tabs.map((each) => each.ask(`here is ${each.name}`)));
      expect(answers).toEqual(chat.tabs.map(({ name }) => `HERE IS ${name}`));
      await chat.expectWhole();
      expect(chat.server.wires).toHaveLength(length);
    });
  });
}
