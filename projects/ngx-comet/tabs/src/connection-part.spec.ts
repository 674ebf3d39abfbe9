import type { ConnectionStatus, PushEvent } from 'ngx-comet/core';
import { BehaviorSubject } from 'rxjs';
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
      event.kind === 'open'
        ? `open ${event.continuity}`
        : event.kind === 'message'
          ? event.message.data.text
          : event.kind,
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
    world.chat.say('a');
    world.chat.cut('tab 1');
    await world.settle();
    world.chat.say('b');
    for (const tab of tabs) {
      let status: ConnectionStatus | undefined;
      tab.feed.status$.subscribe((latest) => (status = latest)).unsubscribe();
      expect(status).toMatchObject({ phase: 'waiting', error: { name: 'PushError', code: 'network' } });
    }
    await world.settle(1_100);
    for (const tab of tabs) {
      expect(kinds(tab).slice(2)).toEqual(['a', 'lost', 'connecting', 'open unknown', 'open resumed', 'b']);
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
      expect(kinds(tab).filter((kind) => kind.startsWith('open'))).toEqual([
        'open first',
        'open unknown',
        'open resumed',
      ]);
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

  describe('when the leader hangs', () => {
    it('says so within 5 s, takes over, and the old leader follows when it runs again', async () => {
      const [one, two, three] = (await world.openMany(3)) as [ChatTab, ChatTab, ChatTab];
      world.chat.say('a');
      await world.settle(1_000);
      world.hang(true, one);
      world.chat.say('b');
      await world.settle(5_000);
      for (const tab of [two, three]) expect(tab.phases).toContain('waiting');
      await world.settle(1_000);
      expect(world.tabs.filter(({ phases }) => phases.at(-1) === 'open')).toHaveLength(3);
      for (const tab of [two, three]) expect(tab.seen).toEqual(['a', 'b']);
      world.hang(false, one);
      await world.settle(1_000);
      world.chat.say('c');
      await world.settle();
      expect(world.chat.sockets.size).toBe(1);
      expect(world.leader).not.toBe(one);
      for (const tab of [one, two, three]) expect(tab.seen).toEqual(['a', 'b', 'c']);
    });

    it('sends once what it was given before, and what is sent meanwhile', async () => {
      const [one, two, three] = (await world.openMany(3)) as [ChatTab, ChatTab, ChatTab];
      await world.settle(1_000);
      world.hang(true, one);
      two.feed.send('a');
      three.feed.send('b');
      await world.settle(6_000);
      two.feed.send('c');
      await world.settle(100);
      world.hang(false, one);
      await world.settle(3_000);
      expect([...world.chat.got].sort()).toEqual(['a', 'b', 'c']);
    });

    it('goes on with the old leader if it runs again before another one takes over', async () => {
      world.browser.forbidsSteal = true;
      const [one, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
      await world.settle(1_000);
      world.hang(true, one);
      two.feed.send('a');
      world.chat.say('x');
      await world.settle(20_000);
      expect(two.phases.at(-1)).toBe('waiting');
      expect(two.warnings).toEqual([
        expect.stringMatching(/does not answer, and this browser lets no other tab take over/),
      ]);
      world.hang(false, one);
      await world.settle(3_000);
      expect(two.phases.at(-1)).toBe('open');
      expect(two.seen).toEqual(['x']);
      expect(world.chat.got).toEqual(['a']);
    });
  });

  describe('a request that was sent when another tab takes over', () => {
    const match = ({ answer }: ChatMessage): boolean => answer === 'quote';

    it('errors', async () => {
      const [one, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
      const end: unknown[] = [];
      two.feed.request('quote', { match }).subscribe({ error: (error: unknown) => end.push(error) });
      await world.settle(50);
      one.kill();
      await world.settle(300);
      expect(end).toEqual([
        expect.objectContaining({ code: 'aborted', message: expect.stringMatching(/another tab took/) }),
      ]);
      expect(world.chat.got).toEqual(['quote']);
    });

    it('is sent again if it says that it may be', async () => {
      const [one, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
      const end: unknown[] = [];
      two.feed.request('quote', { match, idempotent: true }).subscribe((answer) => end.push(answer));
      await world.settle(50);
      one.kill();
      await world.settle(300);
      expect(world.chat.got).toEqual(['quote', 'quote']);
      world.chat.answer(JSON.stringify({ n: 0, text: '', answer: 'quote' }));
      await world.settle();
      expect(end).toHaveLength(1);
    });

    it('is sent once if no tab sent it before', async () => {
      const [one, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
      one.kill();
      const end: unknown[] = [];
      two.feed
        .request('quote', { match })
        .subscribe({ next: (answer) => end.push(answer), error: (error) => end.push(error) });
      await world.settle(300);
      expect(world.chat.got).toEqual(['quote']);
      expect(end).toEqual([]);
      two.close();
    });
  });

  describe('a channel', () => {
    const channels = {
      subscribe: (name: string) => `+${name}`,
      unsubscribe: (name: string) => `-${name}`,
      nameOf: ({ channel }: ChatMessage) => channel,
    };

    it('is subscribed to while any tab uses it', async () => {
      const tabs = [await world.open({ channels }), await world.open({ channels }), await world.open({ channels })];
      const uses = tabs.map(({ feed }) => feed.channel('news').subscribe());
      await world.settle(10);
      expect(world.chat.got).toEqual(['+news']);
      uses[0]?.unsubscribe();
      uses[1]?.unsubscribe();
      await world.settle(10);
      expect(world.chat.got).toEqual(['+news']);
      uses[2]?.unsubscribe();
      await world.settle(10);
      expect(world.chat.got).toEqual(['+news', '-news']);
    });

    it('is subscribed to again by the next leader, once', async () => {
      const tabs = [await world.open({ channels }), await world.open({ channels }), await world.open({ channels })];
      const news: unknown[] = [];
      tabs[1]?.feed.channel('news').subscribe(({ text }) => news.push(text));
      tabs[2]?.feed.channel('news').subscribe();
      await world.settle(10);
      tabs[0]?.kill();
      await world.settle(300);
      expect(world.chat.got).toEqual(['+news', '+news']);
      world.chat.answer(JSON.stringify({ n: 0, text: 'hello', channel: 'news' }));
      await world.settle();
      expect(news).toEqual(['hello']);
    });

    it.each([
      ['closed', ({ close }: ChatTab) => close()],
      ['killed', ({ kill }: ChatTab) => kill()],
    ])('is unsubscribed from when the last tab that uses it is %s', async (_, happens) => {
      const [, two] = [await world.open({ channels }), await world.open({ channels })];
      two.feed.channel('news').subscribe();
      await world.settle(10);
      happens(two);
      await world.settle(150);
      expect(world.chat.got).toEqual(['+news', '-news']);
    });
  });

  it('has the status at once in a tab that comes later, and the last message if it wants it', async () => {
    await world.open();
    world.chat.say('a', 'b');
    await world.settle();
    const two = await world.open();
    const three = await world.open({ replay: 'last' });
    expect([two.phases.at(-1), three.phases.at(-1)]).toEqual(['open', 'open']);
    expect([two.seen, three.seen]).toEqual([[], ['b']]);
    expect(kinds(two)).toEqual(['connecting', 'open first']);
  });

  it('forgets the user in all tabs', async () => {
    const [one, two, three] = (await world.openMany(3)) as [ChatTab, ChatTab, ChatTab];
    world.chat.say('of A');
    await world.settle();
    const end: unknown[] = [];
    three.feed.request('quote', { match: () => false }).subscribe({ error: (error: unknown) => end.push(error) });
    await world.settle(10);
    two.feed.reconnect({ forget: true });
    world.chat.say('late of A');
    await world.settle(300);
    expect(end).toEqual([expect.objectContaining({ code: 'aborted' })]);
    world.chat.say('of B');
    await world.settle(300);
    expect(world.cursor).toBe('3');
    expect(two.seen).toEqual(['of A', 'of B']);
    for (const tab of [one, two, three]) {
      expect(tab.seen.filter((text) => !text.startsWith('late'))).toEqual(['of A', 'of B']);
      expect(kinds(tab).filter((kind) => kind.startsWith('open'))).toEqual(['open first', 'open first']);
    }
    expect(world.chat.sockets.size).toBe(1);
  });

  it('goes on for the tab that the user sees if a hidden leader pauses', async () => {
    const tabs: ChatTab[] = [];
    // Every tab has a page of its own.
    const pauses = [0, 1, 2].map(() => new BehaviorSubject(false));
    for (const each of pauses) {
      const gate = Object.assign(each.asObservable(), { [Symbol.for('ngx-comet.pause-reason')]: 'hidden' });
      tabs.push(await world.open({ pauseWhile: gate }));
    }
    const look = async (at: number | undefined): Promise<void> => {
      for (const [place, tab] of tabs.entries()) tab.tab.isHidden = place !== at;
      for (const [place, each] of pauses.entries()) each.next(place !== at);
      for (const tab of tabs) tab.tab.show();
      // Each tab in line leads for a moment.
      for (const _ of tabs) await world.settle(200);
    };
    world.chat.say('a');
    await look(2);
    expect([world.leader, tabs[2]?.phases.at(-1)]).toEqual([tabs[2], 'open']);
    await look(undefined);
    expect([world.chat.sockets.size, tabs[2]?.phases.at(-1)]).toEqual([0, 'paused']);
    const { requests } = world.browser;
    await world.settle(10_000);
    expect(world.browser.requests).toBe(requests);
    world.chat.say('b');
    await look(1);
    expect([world.leader, tabs[1]?.phases.at(-1)]).toEqual([tabs[1], 'open']);
    for (const tab of tabs) expect(tab.seen).toEqual(['a', 'b']);
  });

  it('reconnects for all tabs, whichever tab asks', async () => {
    const [, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    two.feed.reconnect();
    await world.settle(10);
    expect(world.chat.opened).toBe(2);
    expect(kinds(two).slice(2)).toEqual(['connecting', expect.stringMatching(/^open/)]);
  });

  it('reports a gap in a tab that misses what no tab has any more', async () => {
    const [, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    world.chat.say('a');
    await world.settle();
    two.tab.freeze();
    expect(two.phases.at(-1)).toBe('paused');
    for (let n = 0; n < 300; n++) world.chat.say(`late ${n}`);
    await world.settle();
    two.tab.thaw();
    await world.settle(300);
    expect(kinds(two).slice(3, 6)).toEqual(['paused', 'connecting', 'open gap']);
    expect(two.seen.at(-1)).toBe('late 299');
  });

  it('shows nothing missing in a tab that comes back in time', async () => {
    const [, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    world.chat.say('a');
    await world.settle();
    two.tab.freeze();
    world.chat.say('b');
    await world.settle();
    two.tab.thaw();
    await world.settle(100);
    expect(kinds(two).slice(3)).toEqual(['paused', 'connecting', 'open resumed', 'b']);
  });

  it('misses nothing if it was put away before its first message', async () => {
    const [one, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    two.tab.freeze();
    world.chat.say('a');
    await world.settle();
    two.tab.thaw();
    await world.settle(100);
    one.tab.freeze();
    await world.settle(200);
    world.chat.say('b');
    await world.settle();
    one.tab.thaw();
    await world.settle(100);
    for (const tab of [one, two]) expect(tab.seen).toEqual(['a', 'b']);
  });

  it('misses nothing if the leader was put away before the first message', async () => {
    const [one, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    one.tab.freeze();
    await world.settle(200);
    world.chat.say('a');
    await world.settle();
    one.tab.thaw();
    await world.settle(100);
    for (const tab of [one, two]) expect(tab.seen).toEqual(['a']);
  });

  it('gets what the leader lacks from another tab', async () => {
    const [one, two, three] = (await world.openMany(3)) as [ChatTab, ChatTab, ChatTab];
    world.chat.say('a');
    await world.settle();
    two.tab.freeze();
    world.chat.say('b');
    await world.settle();
    three.tab.freeze();
    const four = await world.open();
    three.tab.thaw();
    await world.settle(50);
    one.close();
    await world.settle(200);
    // Tab 4 came later than the message that tab 2 missed.
    expect(world.leader).toBe(four);
    two.tab.thaw();
    await world.settle(300);
    expect(kinds(two).slice(-3)).toEqual(['connecting', 'open unknown', 'b']);
  });

  it('shows a gap that the server made at the change of the leader', async () => {
    const [one, two] = (await world.openMany(2)) as [ChatTab, ChatTab];
    world.chat.say('a');
    await world.settle();
    one.kill();
    // The server lost a message.
    world.chat.log.push(JSON.stringify({ id: '2', n: 2, text: 'b' }).replace('"n":2', '"n":3'));
    await world.settle(300);
    expect(kinds(two).slice(-2)).toEqual(['open gap', 'b']);
  });

  it.each([
    null,
    undefined,
    1,
    'lead',
    [],
    {},
    { kind: 'toString' },
    { kind: 'message' },
    { kind: 'message', term: 'x', number: 1, dated: null },
    { kind: 'tail', tab: 'x', term: 'x', number: 1, last: 1, messages: [null], gap: false },
    { kind: 'error', term: 'x', error: null },
    { kind: 'error', term: 'x', error: { code: 'http', message: 'x', details: null } },
    { kind: 'hello', tab: 'x', after: 1, last: false },
    { kind: 'state', term: 'x', number: 0, state: { events: [{ kind: 'open' }] } },
    { kind: 'send', tab: 'x'.repeat(1_000), term: 'x', epoch: 0, number: 1, payload: '' },
  ])('ignores what a stranger sends on the channel: %j', async (strange) => {
    const tabs = await world.openMany(2);
    const stranger = world.browser.tab();
    stranger.open().postMessage(strange);
    await world.settle();
    world.chat.say('a');
    await world.settle();
    for (const tab of tabs) expect([tab.seen, tab.end]).toEqual([['a'], undefined]);
    stranger.channel?.close();
  });
});
