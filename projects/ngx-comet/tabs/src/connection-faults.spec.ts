import { ChatTabs, type ChatTab } from './spec-support/chat-tabs';
import { FakeChannel } from './spec-support/fake-browser';

describe('a connection across tabs at a bad moment', () => {
  let world: ChatTabs;

  beforeEach(() => {
    jest.useFakeTimers();
    world = new ChatTabs();
  });

  afterEach(async () => {
    for (const { close } of world.tabs) close();
    await world.settle(1_200);
    const left = jest.getTimerCount();
    jest.useRealTimers();
    expect(left).toBe(0);
    expect([world.browser.openChannels, world.browser.waiting, world.browser.isHeld]).toEqual([0, 0, false]);
  });

  const open = async (count: number): Promise<ChatTab[]> => {
    const tabs = await world.openMany(count);
    world.chat.say('a');
    await world.settle();
    return tabs;
  };

  it('does not send twice what a follower sent right before it was put away', async () => {
    const [, two] = (await open(2)) as [ChatTab, ChatTab];
    two.feed.send('x');
    two.tab.freeze();
    await world.settle();
    two.tab.thaw();
    await world.settle(200);
    expect(world.chat.got).toEqual(['x']);
    expect(two.warnings).toEqual([
      expect.stringContaining('a message may not have been sent: 1 bytes were on their way'),
    ]);
  });

  it('does not end with the error of a leader that was replaced', async () => {
    const [one, two, three] = (await open(3)) as [ChatTab, ChatTab, ChatTab];
    const old = world.browser.sent.find(({ kind }) => kind === 'lead') as { kind: string; term: string } | undefined;
    one.kill();
    await world.settle(500);
    const late = new FakeChannel(world.browser);
    for (const kind of ['error', 'complete']) {
      late.postMessage({ kind, term: old?.term, error: { code: undefined, message: 'no' } });
    }
    late.close();
    world.chat.say('b');
    await world.settle(100);
    expect([two.end, three.end, two.seen, three.seen]).toEqual([undefined, undefined, ['a', 'b'], ['a', 'b']]);
  });

  it('forgets the user even if the leader stood still for a moment', async () => {
    const [one, two] = (await open(2)) as [ChatTab, ChatTab];
    world.hang(true, one);
    await world.settle(3_800);
    world.hang(false, one);
    two.feed.reconnect({ forget: true });
    await world.settle(8_000);
    world.chat.say('b');
    await world.settle(100);
    expect([two.seen, one.seen]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(world.chat.opened).toBe(2);
  });

  it('sends nothing of a user who signed out while the tab was put away', async () => {
    const [one, two] = (await open(2)) as [ChatTab, ChatTab];
    two.tab.freeze();
    two.feed.send('of the old user');
    one.feed.reconnect({ forget: true });
    await world.settle(1_000);
    two.tab.thaw();
    await world.settle(4_000);
    expect(world.chat.got).toEqual([]);
  });

  it('sends nothing of a user who signed out while the leader hung', async () => {
    const [one, two] = (await open(2)) as [ChatTab, ChatTab];
    world.hang(true, one);
    const [socket] = world.chat.sockets;
    if (socket !== undefined) socket.bufferedAmount = 2_000_000;
    one.feed.send('of the old user');
    two.feed.reconnect({ forget: true });
    await world.settle(8_000);
    world.hang(false, one);
    await world.settle(3_000);
    expect(world.chat.got).toEqual([]);
  });

  it('keeps no more messages than it may while the leader takes none', async () => {
    const [, two] = [await world.open(), await world.open({ queue: { max: 10 } })];
    const [socket] = world.chat.sockets;
    if (socket !== undefined) socket.bufferedAmount = 2_000_000;
    const text = 'x'.repeat(100_000);
    let sent = 0;
    expect(() => {
      for (; sent < 100; sent++) two.feed.send(text);
    }).toThrow('more than 10 messages wait to be sent');
    await world.settle(100);
    if (socket !== undefined) socket.bufferedAmount = 0;
    await world.settle(500);
    expect(world.chat.got).toHaveLength(sent);
  });

  it('has its status again after it was put away, if the leader does not know its last message and gets none', async () => {
    const [one, two] = (await open(2)) as [ChatTab, ChatTab];
    two.tab.freeze();
    world.chat.say('b');
    await world.settle();
    one.kill();
    const three = await world.open();
    await world.settle(500);
    two.tab.thaw();
    await world.settle(4_000);
    expect(three.phases.at(-1)).toBe('open');
    expect(two.phases.at(-1)).toBe('open');
    two.feed.send('x');
    await world.settle(50);
    expect(world.chat.got).toEqual(['x']);
  });

  it('forgets once when two tabs sign out in the same turn', async () => {
    const tabs = await open(3);
    tabs[1]?.feed.reconnect({ forget: true });
    tabs[2]?.feed.reconnect({ forget: true });
    await world.settle(4_000);
    world.chat.say('b');
    await world.settle(3_500);
    expect(tabs.map(({ seen }) => seen)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(tabs.map(({ phases }) => phases.at(-1))).toEqual(['open', 'open', 'open']);
  });

  it('forgets the user when the leader ends in the same turn', async () => {
    const [one, two, three] = (await open(3)) as [ChatTab, ChatTab, ChatTab];
    one.kill();
    two.feed.send('of the old user');
    two.feed.reconnect({ forget: true });
    three.feed.send('of the old user, too');
    await world.settle(500);
    world.chat.say('b');
    await world.settle(3_500);
    expect(world.chat.got).toEqual([]);
    expect([two.seen, three.seen]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('keeps the order of the messages of a tab over changes of the leader', async () => {
    const tabs = await open(4);
    const last = tabs[3] as ChatTab;
    for (let n = 0; n < 12; n++) {
      last.feed.send(String(n));
      if (n % 4 === 3) tabs[(n - 3) / 4]?.close();
      last.feed.send(`${n}+`);
      await world.settle(n % 2 === 0 ? 0 : 300);
    }
    await world.settle(1_000);
    const sent = Array.from({ length: 12 }, (_, n) => [String(n), `${n}+`]).flat();
    const got = [...world.chat.got];
    expect(got).toEqual(sent.filter((text) => got.includes(text)));
    const missing = sent.length - got.length;
    expect(missing === 0 || last.warnings.length > 0).toBe(true);
  });

  it('ends in every tab with a final error, and begins anew with the next subscriber', async () => {
    const final = { transient: (): boolean => false };
    const [one, two] = [await world.open(final), await world.open(final)];
    world.chat.cut('tab 1');
    await world.settle(1_200);
    for (const { end, phases } of [one, two]) {
      expect(end).toMatchObject({ name: 'PushError', code: 'network' });
      expect(phases.at(-1)).toBe('closed');
    }
    const seen: string[] = [];
    two.subscriptions.add(two.feed.data$.subscribe(({ text }) => seen.push(text)));
    await world.settle(200);
    world.chat.say('b');
    await world.settle();
    expect(seen).toEqual(['b']);
  });

  it('has one part in a tab that subscribes twice, and leaves with the last one', async () => {
    const [, two] = (await open(2)) as [ChatTab, ChatTab];
    const seen: string[] = [];
    const more = two.feed.data$.subscribe(({ text }) => seen.push(text));
    world.chat.say('b');
    await world.settle();
    expect([seen, two.seen, world.browser.openChannels]).toEqual([['b'], ['a', 'b'], 2]);
    more.unsubscribe();
    await world.settle(200);
    world.chat.say('c');
    await world.settle();
    expect([seen, two.seen, world.browser.openChannels]).toEqual([['b'], ['a', 'b', 'c'], 2]);
  });

  for (const linger of [0, 100]) {
    it(`misses nothing when subscribers of a follower come and go, with linger ${linger}`, async () => {
      const one = await world.open({ linger });
      const two = world.make({ linger });
      const seen: string[] = [];
      for (let n = 1; n <= 5; n++) {
        const subscription = two.feed.data$.subscribe(({ text }) => seen.push(text));
        await world.settle(10);
        world.chat.say(`in ${n}`);
        await world.settle();
        subscription.unsubscribe();
        world.chat.say(`out ${n}`);
        await world.settle(20);
        expect(world.cursor).toBe(String(2 * n));
      }
      await world.settle(200);
      expect(one.seen).toHaveLength(10);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((text) => text.startsWith('in'))).toHaveLength(5);
    });
  }
});
