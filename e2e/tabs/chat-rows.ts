import { poll } from '../support/poll';
import { expect, test } from './chat-fixtures';
import { print } from './chat-print';
import { balance } from './chat-server';

/** How long a page hangs, in milliseconds: longer than it takes the others to take over, also on a busy machine. */
const HANG = 20_000;

/** The rows that Chromium runs always, and Firefox in the long run: it takes up to half a minute to open ten tabs. */
export function chatRows(): void {
  test('a channel is subscribed to once for all tabs, again by the next leader, and left by the last tab', async ({
    chat,
  }) => {
    const leader = await chat.leader();
    const [first, second, third, ...rest] = chat.others(leader);
    if (first === undefined || second === undefined || third === undefined) throw new Error('no tab');
    const asked = (): readonly string[] => chat.server.live[0]?.channels ?? [];
    for (const tab of [leader, first, second, third]) await tab.join('news');
    await poll(asked).toEqual(['+news']);
    chat.server.publish('news');
    const news = (tabs: typeof rest): Promise<readonly (number | undefined)[]> =>
      Promise.all(tabs.map(async (tab) => (await tab.state()).news['news']));
    await poll(() => news([leader, first, second, third])).toEqual([1, 1, 1, 1]);
    expect(new Set(await news(rest))).toEqual(new Set([undefined]));

    await chat.close(leader);
    await chat.leader();
    await poll(asked).toEqual(['+news']);
    chat.server.publish('news');
    await poll(() => news([first, second, third])).toEqual([2, 2, 2]);
    await first.part('news');
    await second.part('news');
    chat.server.publish('news');
    await poll(() => news([third])).toEqual([3]);
    expect(asked()).toEqual(['+news']);
    // It cannot leave the channel, so the others must notice that it ended.
    if (third === (await chat.leader())) await third.part('news');
    else await chat.kill(third);
    await poll(() => balance(asked(), 'news')).toBe(0);
    expect(await news([first, second])).toEqual([2, 2]);
    await chat.expectWhole();
  });

  test('another tab leads when the leader is closed', async ({ chat }) => {
    const leader = await chat.leader();
    const { length } = chat.server.wires;
    await Promise.all(chat.others(leader).map((tab) => tab.say(3)));
    await chat.close(leader);
    await Promise.all(chat.tabs.map((tab) => tab.say(3)));
    await chat.nextWire(length);
    await chat.expectWhole();
    expect(chat.server.wires).toHaveLength(length + 1);
  });

  test('another tab leads when the leader hangs, which follows when it is awake', async ({ chat }) => {
    test.slow();
    const leader = await chat.leader();
    const { length } = chat.server.wires;
    const others = chat.others(leader);
    // The timers of hidden tabs are late: only a tab in front notices in time.
    await others[0]?.page.bringToFront();
    let awake = false;
    const since = Date.now();
    const hung = leader.block(HANG).then(() => (awake = true));
    await Promise.all(others.map((tab) => tab.say(3)));
    const took = await chat.handOver(others, since, await chat.nextWire(length));
    expect(awake).toBe(false);
    const noticed = others.map(async (tab) => {
      const { statuses } = await tab.state();
      return (statuses.find(({ phase, at }) => phase === 'waiting' && at >= since)?.at ?? Infinity) - since;
    });
    // Hidden tabs may hear of the next leader before they miss the old one.
    const waiting = Math.min(...(await Promise.all(noticed)));
    print(`a leader that hangs: a tab waits after ${waiting} ms, all get messages after ${Math.max(...took)} ms`);
    expect(waiting).toBeLessThan(HANG);
    await Promise.all(others.map((tab) => tab.say(3)));
    await hung;
    await chat.receives([leader], 1);
    await leader.say(3);
    await chat.expectWhole();
    expect(chat.server.wires).toHaveLength(length + 1);
  });

  test('who signs out in one tab is signed out in all', async ({ chat }) => {
    const leader = await chat.leader();
    const [follower] = chat.others(leader);
    const { length } = chat.server.wires;
    chat.forgets++;
    await follower?.page.evaluate(() => window.chat.signOut());
    const wire = await chat.nextWire(length);
    expect(wire.cursor).toBeUndefined();
    for (const tab of chat.tabs) {
      await poll(async () => (await tab.state()).openings.at(-1)).toMatchObject({ continuity: 'first' });
      await poll(async () => (await tab.state()).statuses.at(-1)?.phase).toBe('open');
    }
    await chat.receives(chat.tabs, 1);
    await chat.close(await chat.leader());
    // The next leader, too, knows nothing from before.
    expect((await chat.nextWire(length + 1)).cursor).toBeGreaterThanOrEqual(wire.first ?? Infinity);
    await chat.expectWhole();
  });
}
