import type { ConnectionStatus, PushEvent } from 'ngx-comet/core';
import { ChatTabs, type ChatTab } from './spec-support/chat-tabs';
import type { ChatMessage } from './spec-support/fake-chat';

describe('a connection across tabs', () => {
  let world: ChatTabs;

  beforeEach(() => {
    jest.useFakeTimers();
    world = new ChatTabs();
  });

  afterEach(async () => {
    for (const { close } of world.tabs) close();
    await world.settle(200);
    const left = jest.getTimerCount();
    jest.useRealTimers();
    expect(left).toBe(0);
    expect(world.chat.sockets.size).toBe(0);
    expect([world.browser.openChannels, world.browser.waiting, world.browser.isHeld]).toEqual([0, 0, false]);
    expect(world.tabs.filter(({ tab }) => tab.watched)).toEqual([]);
  });

  const kinds = ({ events }: ChatTab): string[] =>
    events.map((event: PushEvent<ChatMessage>) =>
      event.kind === 'open' ? `open ${event.continuity}` : event.kind === 'message' ? event.message.data.text : event.kind,
    );

  it('has one wire, and its messages, events and status in every tab', async () => {
    const tabs = await world.openMany(3);
    world.chat.say('a', 'b');
    await world.settle();
    expect([world.chat.opened, world.chat.most]).toEqual([1, 1]);
    for (const tab of tabs) {
      expect(tab.seen).toEqual(['a', 'b']);
      expect(kinds(tab)).toEqual(['connecting', 'open first', 'a', 'b']);
      expect(tab.phases).toEqual(['idle', 'connecting', 'open']);
    }
  });

  it('tells a loss of the wire, and the wait, in every tab', async () => {
    const tabs = await world.openMany(2);
    world.chat.cut('tab 1');
    await world.settle();
    world.chat.say('a');
    for (const tab of tabs) {
      let status: ConnectionStatus | undefined;
      tab.feed.status$.subscribe((latest) => (status = latest)).unsubscribe();
      expect(status).toMatchObject({ phase: 'waiting', error: { name: 'PushError', code: 'network' } });
    }
    await world.settle(1_100);
    for (const tab of tabs) {
      expect(tab.seen).toEqual(['a']);
      expect(kinds(tab).slice(2)).toEqual(['lost', 'connecting', expect.stringMatching(/^open/), 'a']);
    }
  });

  it('sends from every tab over the one wire, in the order of each tab', async () => {
    const [one, two, three] = (await world.openMany(3)) as [ChatTab, ChatTab, ChatTab];
    for (const n of [1, 2, 3]) for (const tab of [two, three, one]) tab.feed.send(`${tab.name}: ${n}`);
    await world.settle(50);
    expect(world.chat.got).toHaveLength(9);
    for (const { name } of [one, two, three]) {
      expect(world.chat.got.filter((text) => text.startsWith(name))).toEqual([1, 2, 3].map((n) => `${name}: ${n}`));
    }
  });

  it('keeps what a follower sends while the wire is down, and sends it once', async () => {
    const [, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    world.chat.cut('tab 1');
    await world.settle();
    two.feed.send('later');
    expect(world.chat.got).toEqual([]);
    await world.settle(1_100);
    expect(world.chat.got).toEqual(['later']);
  });

  it('answers a request in the tab that asked', async () => {
    const [, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    const answers: unknown[] = [];
    world.chat.onCommand = (text) => world.chat.answer(JSON.stringify({ n: 0, text: '', answer: text }));
    two.feed.request('quote', { match: ({ answer }) => answer === 'quote' }).subscribe({
      next: (answer) => answers.push(answer),
      error: (error: unknown) => answers.push(error),
      complete: () => answers.push('complete'),
    });
    await world.settle(10);
    expect(answers).toEqual([{ n: 0, text: '', answer: 'quote' }, 'complete']);
  });

  it.each([
    ['closed', ({ close }: ChatTab) => close()],
    ['killed', ({ kill }: ChatTab) => kill()],
    ['frozen', ({ tab }: ChatTab) => tab.freeze()],
  ])('goes on in another tab when the leader is %s', async (_, happens) => {
    const [one, two, three] = (await world.openMany(3)) as [ChatTab, ChatTab, ChatTab];
    world.chat.say('a');
    await world.settle();
    happens(one);
    world.chat.say('b');
    await world.settle(200);
    world.chat.say('c');
    await world.settle();
    expect(world.leader?.name).toMatch(/tab [23]/);
    for (const tab of [two, three]) {
      expect(tab.seen).toEqual(['a', 'b', 'c']);
      expect(kinds(tab).filter((kind) => kind.startsWith('open'))).toEqual(['open first', 'open unknown', 'open resumed']);
    }
  });

  it('gives the messages that the leader did not send to the next one, each once', async () => {
    const [one, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    one.kill();
    two.feed.send('a');
    two.feed.send('b');
    await world.settle(300);
    expect(world.chat.got).toEqual(['a', 'b']);
    expect(two.warnings).toEqual([]);
  });
});
