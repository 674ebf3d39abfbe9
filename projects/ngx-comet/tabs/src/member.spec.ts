import fc from 'fast-check';
import { PushError, type CursorStore, type PushMessage } from 'ngx-comet/core';
import { Observable, type Subscriber } from 'rxjs';
import { FeedPart } from './feed-part';
import { Member } from './member';
import { stuckWarning } from './stuck-warning';
import { FakeBrowser, type FakeTab } from './spec-support/fake-browser';

/** The server of the feed: each subscription continues after the shared cursor, as with a stored one. */
class Server {
  readonly log: string[] = [];
  readonly sources = new Set<Subscriber<PushMessage<string>>>();
  cursor: number | undefined;
  opened = 0;

  /** The stored cursor of the source, as the tabs see it. */
  readonly store: CursorStore = {
    get: () => this.cursor?.toString(),
    set: (cursor) => {
      this.cursor = cursor === undefined ? undefined : Number(cursor);
    },
  };

  /** Milliseconds between two messages that are repeated to a new subscription. */
  pace = 0;

  readonly feed = new Observable<PushMessage<string>>((subscriber) => {
    this.opened++;
    let next = this.cursor ?? this.log.length;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const step = (): void => {
      if (next < this.log.length) this.#give(subscriber, next++);
      if (next < this.log.length) timer = setTimeout(step, this.pace);
      else this.sources.add(subscriber);
    };
    if (this.pace > 0) timer = setTimeout(step, this.pace);
    else {
      this.sources.add(subscriber);
      for (; next < this.log.length; next++) this.#give(subscriber, next);
    }
    return () => {
      clearTimeout(timer);
      this.sources.delete(subscriber);
    };
  });

  say(...texts: string[]): void {
    for (const text of texts) {
      this.log.push(text);
      for (const source of this.sources) this.#give(source, this.log.length - 1);
    }
  }

  /** Sends the message at this place again. */
  repeat(place: number): void {
    for (const source of this.sources) this.#give(source, place);
  }

  #give(subscriber: Subscriber<PushMessage<string>>, place: number): void {
    const data = this.log[place] ?? '';
    subscriber.next({ data, event: 'message', id: `${place + 1}`, transport: 'sse' });
    // A leader that is killed may not have stored the cursor of what it sent.
    if (!this.forgetful) this.cursor = place + 1;
  }

  forgetful = false;
}

/** `TABS_RUNS` and `TABS_SEED` set other values. */
const RUNS = { numRuns: Number(process.env['TABS_RUNS'] ?? 100), seed: Number(process.env['TABS_SEED'] ?? 7) };

interface Page {
  readonly tab: FakeTab;
  readonly seen: string[];
  readonly end: () => unknown;
  readonly close: () => void;
}

describe('sharing across tabs', () => {
  let browser: FakeBrowser;
  let server: Server;
  let pages: Page[];

  beforeEach(() => {
    jest.useFakeTimers();
    browser = new FakeBrowser();
    server = new Server();
    pages = [];
  });

  afterEach(async () => {
    for (const page of pages) page.close();
    await settle();
    const left = jest.getTimerCount();
    jest.useRealTimers();
    expect(left).toBe(0);
    expect(server.sources.size).toBe(0);
    expect([browser.openChannels, browser.waiting, browser.isHeld]).toEqual([0, 0, false]);
    expect(pages.filter(({ tab }) => tab.watched)).toEqual([]);
  });

  const warn = jest.fn();

  beforeEach(() => {
    warn.mockReset();
  });

  async function settle(ms = 0): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
    // Microtasks are faked too, and one may queue another.
    for (let turn = 0; turn < 4; turn++) await jest.advanceTimersByTimeAsync(0);
  }

  /** The feed of the server, shared by a tab with the other tabs. */
  function shared(tab: FakeTab, tail: number): Observable<PushMessage<string>> {
    return new Observable((subscriber) => {
      const part = new FeedPart(server.feed, subscriber, { warn });
      const member = new Member(part, tab, tail, stuckWarning({ warn }));
      subscriber.add(() => {
        member.stop();
      });
      member.start();
    });
  }

  async function open(tail = 100, tab = browser.tab()): Promise<Page> {
    tab.cursor = server.store;
    const seen: string[] = [];
    let end: unknown;
    const subscription = shared(tab, tail).subscribe({
      next: ({ data }) => seen.push(data),
      error: (error: unknown) => (end = error),
      complete: () => (end = 'complete'),
    });
    const page = {
      tab,
      seen,
      end: () => end,
      close: () => {
        subscription.unsubscribe();
      },
    };
    pages.push(page);
    await settle();
    return page;
  }

  async function openThree(): Promise<[Page, Page, Page]> {
    return [await open(), await open(), await open()];
  }

  it('runs the source once for all tabs', async () => {
    const [one, two, three] = await openThree();
    server.say('a', 'b');
    await settle();
    expect(server.opened).toBe(1);
    expect([one.seen, two.seen, three.seen]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('gives a new tab the messages from then on', async () => {
    await open();
    server.say('a');
    const late = await open();
    server.say('b');
    await settle();
    expect(late.seen).toEqual(['b']);
  });

  it('loses and repeats nothing when the leader closes and another tab leads', async () => {
    const [one, two, three] = await openThree();
    server.say('a');
    await settle();
    one.close();
    server.say('b');
    await settle(100);
    server.say('c');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c']);
    expect(three.seen).toEqual(['a', 'b', 'c']);
    expect(server.opened).toBe(2);
    expect(server.sources.size).toBe(1);
  });

  it('drops the messages that the next source repeats', async () => {
    const [one, two, three] = await openThree();
    server.cursor = 0;
    server.forgetful = true;
    server.say('a', 'b');
    await settle();
    one.close();
    server.say('c');
    await settle(100);
    expect(two.seen).toEqual(['a', 'b', 'c']);
    expect(three.seen).toEqual(['a', 'b', 'c']);
  });

  it('drops the messages that the source itself repeats', async () => {
    const [one, two, three] = await openThree();
    server.say('a', 'b', 'c');
    server.repeat(1);
    server.say('d');
    await settle();
    for (const { seen } of [one, two, three]) expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  describe('when one id belongs to several messages', () => {
    const give = (data: string, id: string): void => {
      for (const source of server.sources) source.next({ data, event: 'message', id, transport: 'sse' });
    };

    it('drops nothing of a server that counts anew', async () => {
      const [one, two, three] = await openThree();
      server.say('a', 'b', 'c');
      for (const [data, id] of Object.entries({ d: '1', e: '2', f: '3', g: '4' })) give(data, id);
      await settle();
      for (const { seen } of [one, two, three]) expect(seen.join('')).toBe('abcdefg');
    });

    it('drops no new state with the id of the last one after the leader has closed', async () => {
      const [one, two, three] = await openThree();
      give('queued', 'job');
      await settle();
      one.close();
      await settle(100);
      give('running', 'job');
      give('done', 'job');
      await settle();
      for (const { seen } of [two, three]) expect(seen).toEqual(['queued', 'running', 'done']);
    });

    it('sends a tab that was frozen the rest of the messages with its last id', async () => {
      const [, two] = await openThree();
      give('a', '7');
      await settle();
      two.tab.freeze();
      give('b', '7');
      give('c', '7');
      two.tab.thaw();
      await settle();
      give('d', '8');
      await settle();
      expect(two.seen).toEqual(['a', 'b', 'c', 'd']);
    });

    it('sends a tab that was frozen everything of a server that counts anew', async () => {
      const [, two] = await openThree();
      server.say('a', 'b', 'c');
      await settle();
      two.tab.freeze();
      for (const [data, id] of Object.entries({ d: '1', e: '2', f: '3', g: '4' })) give(data, id);
      two.tab.thaw();
      await settle();
      expect(two.seen.join('')).toBe('abcdefg');
    });
  });

  describe('when the leader was killed before its last message was on its way', () => {
    /** Like a kill: the cursor was stored, and its message reached no other tab. */
    async function killed(pages: readonly Page[]): Promise<void> {
      for (const { tab } of pages) if (tab.channel !== undefined) tab.channel.deaf = true;
      server.say('lost');
      await settle();
      for (const { tab } of pages) if (tab.channel !== undefined) tab.channel.deaf = false;
    }

    it('continues after the last message that arrived, not after the cursor', async () => {
      const [one, two, three] = await openThree();
      server.say('a');
      await settle();
      await killed([two, three]);
      one.close();
      await settle(100);
      server.say('b');
      await settle();
      expect(two.seen).toEqual(['a', 'lost', 'b']);
      expect(three.seen).toEqual(['a', 'lost', 'b']);
    });

    it('does not change the cursor if the source stores none or the server cleared it', async () => {
      const [one, two] = await openThree();
      const kept = jest.spyOn(server.store, 'set');
      for (const source of server.sources) {
        source.next({ data: 'a', event: 'message', id: undefined, transport: 'sse' });
      }
      server.cursor = 7;
      await settle();
      one.close();
      await settle(100);
      server.cursor = undefined;
      server.say('b');
      server.cursor = undefined;
      await settle();
      two.close();
      await settle(100);
      expect(kept).not.toHaveBeenCalled();
      expect(server.opened).toBe(3);
    });

    it('runs no source if the subscriber leaves at that moment', async () => {
      const [one, two, three] = await openThree();
      server.say('a');
      await settle();
      await killed([two, three]);
      server.store.set = (cursor) => {
        server.cursor = Number(cursor);
        two.close();
        three.close();
      };
      one.close();
      await settle(200);
      expect(server.opened).toBe(1);
    });
  });

  it('delivers the last message of the previous leader even if it arrives after the lock', async () => {
    const [one, two] = [await open(), await open()];
    server.say('a');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.late = true;
    for (const source of server.sources) source.next({ data: 'b', event: 'message', id: undefined, transport: 'sse' });
    one.close();
    await settle(50);
    expect(browser.sent.at(-1)?.kind).toBe('lead');
    if (two.tab.channel !== undefined) two.tab.channel.late = false;
    await settle(50);
    server.say('c');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c']);
  });

  it('does not deliver a late message again that another tab has sent already', async () => {
    const [one, two, three] = await openThree();
    server.say('a');
    await settle();
    const { channel } = two.tab;
    if (channel === undefined) throw new Error('the tab has no channel');
    let late: unknown;
    jest.spyOn(channel, 'take').mockImplementationOnce((data) => (late = data));
    server.say('b');
    await settle();
    expect([two.seen, three.seen]).toEqual([['a'], ['a', 'b']]);
    one.close();
    await settle(50);
    expect(two.seen).toEqual(['a', 'b']);
    channel.take(late);
    await settle(50);
    server.say('c');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c']);
    expect(three.seen).toEqual(['a', 'b', 'c']);
  });

  it('subscribes to no source when the new leader leaves while it still waits for other tabs', async () => {
    const [one, two] = [await open(), await open()];
    server.say('a');
    await settle();
    one.close();
    await settle(50);
    expect(browser.sent.at(-1)?.kind).toBe('lead');
    two.close();
    await settle(1_000);
    expect(server.opened).toBe(1);
  });

  it('does not deliver a late message if the one before is missing', async () => {
    const [one, two] = [await open(), await open()];
    server.say('a');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.deaf = true;
    server.say('b');
    await settle();
    if (two.tab.channel !== undefined) {
      two.tab.channel.deaf = false;
      two.tab.channel.late = true;
    }
    server.say('c');
    one.close();
    await settle(50);
    if (two.tab.channel !== undefined) two.tab.channel.late = false;
    await settle(50);
    server.say('d');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('repeats nothing to a tab that has more messages than the next leader, even if the leader keeps few', async () => {
    const one = await open(100);
    const two = await open(100);
    server.say('a', 'b', 'c');
    const three = await open(2);
    server.say('d');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.deaf = true;
    server.say('e');
    await settle();
    if (three.tab.channel !== undefined) three.tab.channel.late = true;
    if (two.tab.channel !== undefined) two.tab.channel.deaf = false;
    one.close();
    // Its answer arrives too late.
    await settle(200);
    if (three.tab.channel !== undefined) three.tab.channel.late = false;
    server.say('f');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(three.seen).toEqual(['d', 'e', 'f']);
    // The tab knows that it has missed nothing, and sends no request.
    expect(browser.sent.filter(({ kind }) => kind === 'hello')).toHaveLength(3);
  });

  it('repeats nothing to a former leader that is back before the next leader has its last message', async () => {
    const one = await open();
    server.say('a', 'b');
    const two = await open();
    one.tab.freeze();
    await settle(100);
    one.tab.thaw();
    server.say('c');
    await settle();
    if (one.tab.channel !== undefined) one.tab.channel.deaf = true;
    server.say('d');
    await settle();
    if (one.tab.channel !== undefined) one.tab.channel.deaf = false;
    two.tab.freeze();
    await settle(50);
    two.tab.thaw();
    await settle(50);
    server.say('e');
    await settle();
    expect(one.seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(two.seen).toEqual(['c', 'd', 'e']);
  });

  it('delivers a message that has the id of the one before to a tab that was away in between', async () => {
    const [, two] = await openThree();
    const say = (data: string): void => {
      for (const source of server.sources) source.next({ data, event: 'message', id: '7', transport: 'sse' });
    };
    say('a');
    await settle();
    two.tab.freeze();
    two.tab.thaw();
    await settle();
    say('b');
    await settle();
    expect(two.seen).toEqual(['a', 'b']);
  });

  it('continues after the last message of other tabs if the new leader got none', async () => {
    const one = await open();
    const two = await open();
    server.say('a');
    await settle();
    two.tab.freeze();
    const three = await open();
    two.tab.thaw();
    await settle();
    server.forgetful = true;
    for (const { tab } of [two, three]) if (tab.channel !== undefined) tab.channel.deaf = true;
    server.say('b');
    server.cursor = 2;
    await settle();
    for (const { tab } of [two, three]) if (tab.channel !== undefined) tab.channel.deaf = false;
    server.forgetful = false;
    one.close();
    await settle(100);
    server.say('c');
    await settle();
    expect(three.seen).toEqual(['b', 'c']);
    expect(two.seen).toEqual(['a', 'b', 'c']);
  });

  it('sends exactly the missed messages when messages share an id', async () => {
    const [, two] = await openThree();
    const say = (data: string): void => {
      for (const source of server.sources) source.next({ data, event: 'message', id: '7', transport: 'sse' });
    };
    say('a');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.deaf = true;
    say('b');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.deaf = false;
    say('c');
    await settle();
    say('d');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('ends the source when the leader freezes, and sends the leader what it missed when it is back', async () => {
    const [one, two] = await openThree();
    server.say('a');
    await settle();
    one.tab.freeze();
    expect(server.sources.size).toBe(0);
    await settle(100);
    server.say('b', 'c');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c']);
    expect(one.seen).toEqual(['a']);
    one.tab.thaw();
    await settle();
    server.say('d');
    await settle();
    expect(one.seen).toEqual(['a', 'b', 'c', 'd']);
    expect(server.sources.size).toBe(1);
  });

  describe('when a tab is back whose last message the leader does not know', () => {
    /** The first tab went away after its only message. The second one leads, and has delivered the next message. */
    async function openAfterFreeze(): Promise<[Page, Page]> {
      const one = await open();
      server.say('a');
      await settle(10);
      one.tab.freeze();
      const two = await open();
      server.say('b');
      await settle();
      return [one, two];
    }

    it('sends it nothing older, and everything newer, while the source repeats messages to the leader', async () => {
      const one = await open();
      server.say('a');
      await settle();
      one.tab.freeze();
      const three = await open();
      server.say('b');
      await settle();
      three.close();
      const two = await open();
      server.say('c', 'd');
      await settle();
      two.tab.freeze();
      server.pace = 10;
      one.tab.thaw();
      await settle(105);
      two.tab.thaw();
      await settle(100);
      server.say('e');
      await settle(100);
      expect(one.seen).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(two.seen).toEqual(['c', 'd', 'e']);
    });

    it('sends it the later messages as soon as the source can no longer repeat that message', async () => {
      server.forgetful = true;
      const [one, two] = await openAfterFreeze();
      one.tab.thaw();
      server.say('c');
      await settle(2_900);
      expect(one.seen).toEqual(['a']);
      await settle(100);
      server.say('d');
      // The other tabs are asked for what the leader lacks.
      await settle(200);
      expect(one.seen).toEqual(['a', 'b', 'c', 'd']);
      expect(two.seen).toEqual(['b', 'c', 'd']);
    });

    it('answers at once if the leader began right after that message', async () => {
      const [one] = await openAfterFreeze();
      one.tab.thaw();
      await settle();
      expect(one.seen).toEqual(['a', 'b']);
    });

    it('answers at once if the source can no longer repeat that message', async () => {
      server.forgetful = true;
      const [one] = await openAfterFreeze();
      await settle(3_000);
      one.tab.thaw();
      await settle(200);
      expect(one.seen).toEqual(['a', 'b']);
      server.say('c');
      await settle();
      expect(one.seen).toEqual(['a', 'b', 'c']);
    });

    it('answers at once, by the time, if messages have no ids', async () => {
      const say = (data: string): void => {
        for (const source of server.sources) source.next({ data, event: 'message', id: undefined, transport: 'sse' });
      };
      const [, two] = await openThree();
      say('a');
      await settle();
      two.tab.freeze();
      await settle(10);
      say('b');
      two.tab.thaw();
      await settle();
      say('c');
      await settle();
      expect(two.seen).toEqual(['a', 'b', 'c']);
    });

    it('does not answer a waiting tab after the leader left', async () => {
      server.forgetful = true;
      const [one, two] = await openAfterFreeze();
      one.tab.thaw();
      await settle();
      two.close();
      await settle(200);
      server.say('c');
      await settle(5_000);
      // The other tab alone had the message between.
      expect(one.seen).toEqual(['a', 'c']);
    });
  });

  it('does not make a frozen tab the leader', async () => {
    const [one, two, three] = await openThree();
    two.tab.freeze();
    one.close();
    await settle(100);
    server.say('a');
    await settle();
    expect(three.seen).toEqual(['a']);
    expect(two.seen).toEqual([]);
  });

  describe('of a prerendered page', () => {
    it('takes no part before the user opens the page', async () => {
      const tab = browser.tab();
      tab.isPrerendered = true;
      const one = await open(100, tab);
      // The page fires `pageshow` when it has loaded.
      tab.thaw();
      await settle();
      expect(browser.requests).toBe(0);
      expect(browser.openChannels).toBe(0);
      expect(server.opened).toBe(0);
      tab.isPrerendered = false;
      tab.thaw();
      await settle();
      expect(server.opened).toBe(1);
      server.say('a');
      await settle();
      expect(one.seen).toEqual(['a']);
    });

    it('does not become the leader when the leader closes', async () => {
      const first = await open();
      const tab = browser.tab();
      tab.isPrerendered = true;
      const second = await open(100, tab);
      first.close();
      await settle();
      expect(browser.isHeld).toBe(false);
      expect(server.sources.size).toBe(0);
      second.close();
      expect(tab.watched).toBe(false);
    });
  });

  it('ignores the event that the page is back if it was never away', async () => {
    const one = await open();
    one.tab.thaw();
    await settle();
    expect(browser.openChannels).toBe(1);
    expect(server.opened).toBe(1);
  });

  it('requests missed messages as soon as the numbers show them', async () => {
    const [, two] = await openThree();
    server.say('a');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.deaf = true;
    server.say('b', 'c');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.deaf = false;
    server.say('d', 'e');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(browser.sent.filter(({ kind }) => kind === 'missed')).toHaveLength(1);
  });

  it('sends as many messages as it keeps', async () => {
    await open(2);
    const two = await open(2);
    server.say('a');
    await settle();
    two.tab.freeze();
    server.say('b', 'c', 'd', 'e', 'f');
    two.tab.thaw();
    await settle(200);
    expect(two.seen.at(-1)).toBe('f');
    expect(two.seen.length).toBeLessThanOrEqual(5);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('messages are missing in this tab')]]);
    server.say('g');
    await settle();
    expect(two.seen.at(-1)).toBe('g');
  });

  it('keeps 16 Mi characters, and tells a tab that misses what was dropped', async () => {
    await open(1_000);
    const two = await open(1_000);
    server.say('a');
    await settle();
    two.tab.freeze();
    for (let n = 0; n < 40; n++) server.say(`${n} ${'x'.repeat(1_000_000)}`);
    two.tab.thaw();
    await settle(200);
    const kept = two.seen.slice(1);
    expect(kept.length).toBeGreaterThan(7);
    expect(kept.join('').length).toBeLessThan(16 * 1024 * 1024);
    expect(kept.at(-1)).toMatch(/^39 /);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('tells nothing to a tab that gets everything', async () => {
    await open(10);
    const two = await open(10);
    server.say('a');
    await settle();
    two.tab.freeze();
    server.say('b', 'c');
    two.tab.thaw();
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c']);
    expect(warn).not.toHaveBeenCalled();
  });

  it('sends a new leader the messages that it missed', async () => {
    const [one, two, three] = await openThree();
    server.say('a');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.deaf = true;
    server.say('b', 'c');
    await settle();
    if (two.tab.channel !== undefined) two.tab.channel.deaf = false;
    one.close();
    await settle(100);
    server.say('d');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c', 'd']);
    expect(three.seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sends a follower the messages that it missed at the end of the previous term', async () => {
    const [one, two, three] = await openThree();
    server.say('a');
    await settle();
    if (three.tab.channel !== undefined) three.tab.channel.deaf = true;
    server.say('b', 'c');
    await settle();
    if (three.tab.channel !== undefined) three.tab.channel.deaf = false;
    one.close();
    await settle(100);
    server.say('d');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c', 'd']);
    expect(three.seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('does not drop messages that share an id', async () => {
    const seen: string[] = [];
    const [one, two] = await openThree();
    for (const source of server.sources) {
      for (const data of ['a', 'b']) source.next({ data, event: 'message', id: '7', transport: 'sse' });
      for (const data of ['c', 'd']) source.next({ data, event: 'message', id: undefined, transport: 'sse' });
    }
    await settle();
    seen.push(...one.seen, ...two.seen);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd']);
  });

  it('ends in all tabs with the same error', async () => {
    const [one, two, three] = await openThree();
    const error = new PushError('http', 'gone', {
      transient: false,
      status: 410,
      transport: 'sse',
      url: 'https://a.test/',
      body: 'moved away',
      cause: new TypeError('no'),
    });
    for (const source of server.sources) source.error(error);
    await settle(100);
    expect(one.end()).toBe(error);
    for (const { end } of [two, three]) {
      expect(end()).toBeInstanceOf(PushError);
      expect((end() as PushError).toJSON()).toEqual({ ...error.toJSON(), cause: undefined });
    }
    expect(server.opened).toBe(1);
  });

  it('ends in all tabs with an error that is not a PushError', async () => {
    const [, two] = await openThree();
    for (const source of server.sources) source.error(new RangeError('odd'));
    await settle(100);
    expect(two.end()).toEqual(new Error('odd'));
  });

  it('completes in all tabs', async () => {
    const [one, two, three] = await openThree();
    for (const source of server.sources) source.complete();
    await settle(100);
    expect([one, two, three].map(({ end }) => end())).toEqual(['complete', 'complete', 'complete']);
    expect(server.opened).toBe(1);
  });

  it('delivers a message that cannot be cloned in the leading tab, reports it in all, and goes on', async () => {
    const [one, two] = [await open(), await open()];
    const odd = (() => undefined) as unknown as string;
    for (const source of server.sources) source.next({ data: odd, event: 'message', id: '0', transport: 'sse' });
    server.say('a');
    await settle();
    expect([one.seen, two.seen]).toEqual([[odd, 'a'], ['a']]);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/missing .* a message cannot be sent to other tabs: DataCloneError.*The others miss it$/)],
      [expect.stringMatching(/missing .* a message cannot be sent to other tabs: DataCloneError[^T]*$/)],
    ]);
    // A tab that comes back gets the messages after it.
    two.tab.freeze();
    server.say('b');
    two.tab.thaw();
    await settle(100);
    expect(two.seen).toEqual(['a', 'b']);
  });

  it('leaves nothing behind when the tab leaves before it is elected', async () => {
    const one = await open();
    const two = await open();
    two.close();
    one.close();
    await settle(100);
    expect(server.opened).toBe(1);
  });

  it('leaves nothing behind when the subscriber leaves at the first message', async () => {
    server.cursor = 0;
    server.log.push('a');
    const tab = browser.tab();
    const seen: string[] = [];
    const subscription = shared(tab, 10).subscribe(({ data }) => {
      seen.push(data);
      subscription.unsubscribe();
    });
    await settle();
    expect(seen).toEqual(['a']);
  });

  it('loses and repeats nothing, whatever happens to tabs and however late messages arrive', async () => {
    const act = fc.record({
      step: fc.constantFrom('open', 'close', 'kill', 'freeze', 'thaw', 'late', 'on time', 'say', 'say', 'say', 'wait'),
      who: fc.nat(3),
    });
    let number = 0;
    const away = new Set<Page>();
    /** Tabs that may have missed messages: no other tab had their last message when they came back. */
    const forgotten = new Set<Page>();
    const live: Page[] = [];
    const say = (): void => {
      server.say(`${++number}`);
    };
    const thaw = (page: Page): void => {
      if (!away.delete(page)) return;
      const last = page.seen.at(-1);
      const others = live.filter((other) => other !== page && !away.has(other));
      if (others.length > 0 && !others.some(({ seen }) => seen.includes(last ?? ''))) forgotten.add(page);
      page.tab.thaw();
    };
    /** What happens to one tab. A killed leader stored the cursor of a message that it sent to no tab. */
    const steps: Record<string, (page: Page) => unknown> = {
      close: ({ close }) => {
        close();
      },
      kill: (page) => {
        const { size } = server.sources;
        page.close();
        if (server.sources.size < size) server.cursor = server.log.push(`${++number}`);
      },
      freeze: (page) => {
        away.add(page);
        page.tab.freeze();
      },
      thaw,
      late: ({ tab }) => {
        if (tab.channel !== undefined) tab.channel.late = true;
      },
      'on time': ({ tab }) => {
        if (tab.channel !== undefined) tab.channel.late = false;
      },
      say,
      wait: () => settle(60),
    };
    const run = fc.asyncProperty(fc.array(act, { maxLength: 40 }), fc.constantFrom(0, 20), async (acts, pace) => {
      [browser, server, number] = [new FakeBrowser(), new Server(), 0];
      server.pace = pace;
      away.clear();
      forgotten.clear();
      live.splice(0, Infinity, await open(1_000));
      for (const { step, who } of acts) {
        const place = who % Math.max(live.length, 1);
        // Some steps get no time to take effect before the next one.
        if (who % 2 === 0) await settle();
        if (step === 'open') {
          if (live.length < 4) live.push(await open(1_000));
        } else {
          const page = live[place];
          if (page === undefined) continue;
          await steps[step]?.(page);
          if (step !== 'close' && step !== 'kill') continue;
          live.splice(place, 1);
          away.delete(page);
        }
      }
      for (const page of live) {
        steps['on time']?.(page);
        thaw(page);
      }
      await settle(300);
      say();
      // As long as a source may repeat earlier messages.
      await settle(4_000);
      say();
      await settle(300);
      for (const page of live) {
        const seen = page.seen.map(Number);
        if (!forgotten.has(page)) expect(seen).toEqual(seen.map((_, index) => (seen[0] ?? 0) + index));
        expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
        expect(seen.at(-1)).toBe(number);
        page.close();
      }
      await settle();
    });
    await fc.assert(run, RUNS);
  }, 600_000);

  it.each<[string, (tab: FakeTab) => unknown]>([
    [
      'locks',
      ({ locks }) =>
        Object.assign(locks, { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) }),
    ],
    ['channels', (tab) => Object.assign(tab, { open: () => undefined })],
  ])('runs its own source where %s are forbidden', async (_, forbid) => {
    const tab = browser.tab();
    forbid(tab);
    const other = browser.tab().open();
    const seen: string[] = [];
    const subscription = shared(tab, 10).subscribe(({ data }) => seen.push(data));
    await settle();
    const sent = browser.sent.length;
    server.say('a');
    expect(seen).toEqual(['a']);
    expect(browser.sent).toHaveLength(sent);
    subscription.unsubscribe();
    other.close();
    expect(tab.watched).toBe(false);
  });

  it('ignores the answer of another tab after its own source started', async () => {
    const [one, two, three] = await openThree();
    server.say('a');
    await settle();
    const [own, other] = [two.tab.channel, three.tab.channel];
    if (own === undefined || other === undefined) throw new Error('a tab has no channel');
    own.deaf = true;
    server.say('b', 'c');
    await settle();
    own.deaf = false;
    other.late = true;
    server.pace = 50;
    one.close();
    // The source started after 100 ms and has emitted b.
    await settle(160);
    expect(two.seen).toEqual(['a', 'b']);
    other.late = false;
    await settle();
    expect(two.seen).toEqual(['a', 'b']);
    await settle(100);
    expect(two.seen).toEqual(['a', 'b', 'c']);
    expect(three.seen).toEqual(['a', 'b', 'c']);
  });

  it('drops the last message of the previous leader if the next source starts with it', async () => {
    const [one, two, three] = await openThree();
    server.say('a', 'b');
    await settle();
    one.close();
    await settle(100);
    server.repeat(1);
    server.say('c');
    await settle();
    expect(two.seen).toEqual(['a', 'b', 'c']);
    expect(three.seen).toEqual(['a', 'b', 'c']);
  });

  it('requests missed messages if it missed the election of the leader, even if the numbers match', async () => {
    const [one, , three] = await openThree();
    server.say('a');
    await settle();
    const { channel } = three.tab;
    if (channel === undefined) throw new Error('the tab has no channel');
    channel.deaf = true;
    one.close();
    await settle(100);
    server.say('b');
    await settle();
    channel.deaf = false;
    // The message has number 2 of its term. The last message that arrived has number 1 of the previous term.
    server.say('c');
    await settle();
    expect(three.seen).toEqual(['a', 'b', 'c']);
  });

  it('ignores the late election of an earlier leader while it leads', async () => {
    const [one, two, three] = await openThree();
    const four = await open();
    server.say('a');
    await settle();
    const { channel } = three.tab;
    if (channel === undefined) throw new Error('the tab has no channel');
    channel.late = true;
    one.close();
    await settle(100);
    two.close();
    await settle(100);
    channel.late = false;
    await settle();
    const { length } = browser.sent;
    server.say('b');
    await settle();
    expect([three.seen, four.seen]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    // Only the message: no tab has to request the leader.
    expect(browser.sent.slice(length).map(({ kind }) => kind)).toEqual(['message']);
  });
});
