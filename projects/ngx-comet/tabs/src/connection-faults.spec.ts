import { ChatTabs, type ChatTab } from './spec-support/chat-tabs';

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
});
