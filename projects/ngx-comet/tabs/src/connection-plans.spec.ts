import fc from 'fast-check';
import { ChatTabs, type ChatTab } from './spec-support/chat-tabs';

/** `TABS_RUNS` and `TABS_SEED` set other values. */
const RUNS = { numRuns: Number(process.env['TABS_RUNS'] ?? 60), seed: Number(process.env['TABS_SEED'] ?? 16) };

/** What happens; `at` chooses the tab, `ms` passes afterwards. */
interface Step {
  readonly what: (typeof STEPS)[number];
  readonly at: number;
  readonly ms: number;
}

const STEPS = [
  'open',
  'close',
  'kill',
  'kill the leader',
  'freeze',
  'thaw',
  'hang',
  'run again',
  'say',
  'say',
  'send',
  'send',
  'ask',
  'cut',
  'down',
  'up',
  'reconnect',
] as const;

const step = fc.record({
  what: fc.constantFrom(...STEPS),
  at: fc.nat(9),
  ms: fc.constantFrom(0, 0, 1, 20, 150, 1_500, 6_000),
});

/** What happened in a plan, so far. */
class Run {
  readonly world = new ChatTabs();
  /** The place in the log at which a tab came, and what it sent. */
  readonly came = new Map<ChatTab, number>();
  readonly sent = new Map<string, ChatTab>();
  readonly #frozen = new Set<ChatTab>();
  readonly #hung = new Set<ChatTab>();
  /** Tabs that still run. */
  readonly alive: ChatTab[] = [];
  readonly asked: { readonly text: string; readonly tab: ChatTab; ends: number }[] = [];
  #count = 0;

  async open(): Promise<void> {
    if (this.alive.length >= 6) return;
    const tab = await this.world.open();
    this.alive.push(tab);
  }

  async do({ what, at, ms }: Step): Promise<void> {
    const tab = this.alive[at % this.alive.length];
    const { chat } = this.world;
    if (what === 'open') await this.open();
    else if (what === 'say')
      chat.say(...Array.from({ length: 1 + (at % 3) }, (_, place) => `m${chat.log.length + 1 + place}`));
    else if (what === 'down') {
      chat.down = true;
      for (const { name } of this.world.tabs) chat.cut(name);
    } else if (what === 'up') chat.down = false;
    else if (what === 'cut') for (const { name } of this.world.tabs) chat.cut(name);
    else if (what === 'kill the leader' && this.world.leader !== undefined) this.#remove(this.world.leader, 'kill');
    else if (tab !== undefined) this.#doIn(tab, what);
    await this.world.settle(ms);
    for (const opened of this.alive) this.#notice(opened);
  }

  #doIn(tab: ChatTab, what: Step['what']): void {
    if (what === 'close' || what === 'kill') this.#remove(tab, what);
    if (what === 'freeze' && !this.#frozen.has(tab) && !this.#hung.has(tab)) {
      this.#frozen.add(tab);
      tab.tab.freeze();
    }
    if (what === 'thaw') this.#thaw(tab);
    if (what === 'hang' && !this.#frozen.has(tab) && !this.#hung.has(tab)) {
      this.#hung.add(tab);
      this.world.hang(true, tab);
    }
    if (what === 'run again') this.#runAgain(tab);
    // The code of a page that hangs or is frozen sends nothing.
    if (this.#hung.has(tab) || this.#frozen.has(tab)) return;
    const text = `${tab.name}: ${++this.#count}`;
    if (what === 'send') {
      this.sent.set(text, tab);
      tab.feed.send(text);
    }
    if (what === 'ask') {
      const request = { text, tab, ends: 0 };
      this.asked.push(request);
      tab.feed
        .request(text, { match: ({ answer }) => answer === text })
        .subscribe({ error: () => request.ends++, complete: () => request.ends++ });
    }
    if (what === 'reconnect') tab.feed.reconnect();
  }

  #remove(tab: ChatTab, how: 'close' | 'kill'): void {
    // A tab that hangs cannot be closed by its own code.
    if (how === 'close' && this.#hung.has(tab)) return;
    this.alive.splice(this.alive.indexOf(tab), 1);
    tab[how]();
    this.#notice(tab);
  }

  #thaw(tab: ChatTab): void {
    if (this.#frozen.delete(tab)) tab.tab.thaw();
  }

  #runAgain(tab: ChatTab): void {
    if (this.#hung.delete(tab)) this.world.hang(false, tab);
  }

  /** A tab gets at least the messages after its first `open`. */
  #notice(tab: ChatTab): void {
    if (this.came.has(tab)) return;
    if (tab.events.some(({ kind }) => kind === 'open')) this.came.set(tab, this.world.chat.log.length);
  }

  async end(): Promise<void> {
    this.world.chat.down = false;
    for (const tab of [...this.alive]) {
      this.#thaw(tab);
      this.#runAgain(tab);
    }
    await this.world.settle(20_000);
    this.world.chat.say('last');
    await this.world.settle(5_000);
  }
}

describe('a connection across tabs, whatever happens', () => {
  it('loses no message and shows none twice, sends once or reports it, and leaves nothing behind', async () => {
    jest.useFakeTimers();
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
          jest.clearAllTimers();
          const run = new Run();
          await run.open();
          // Without a cursor, nothing could be continued.
          run.world.chat.say('m1');
          await run.open();
          for (const each of steps) await run.do(each);
          await run.end();
          check(run);
          for (const { close } of run.world.tabs) close();
          await run.world.settle(15_000);
          expect(jest.getTimerCount()).toBe(0);
          expect(run.world.chat.sockets.size).toBe(0);
          expect(run.world.browser.openChannels).toBe(0);
        }),
        RUNS,
      );
    } finally {
      jest.useRealTimers();
    }
  }, 600_000);
});

/** What the plans did. */
const counts = { plans: 0, messages: 0, sent: 0, reported: 0, gaps: 0 };

function check({ world, alive, came, sent, asked }: Run): void {
  counts.plans++;
  counts.sent += sent.size;
  const log = world.chat.log.map((line) => (JSON.parse(line) as { readonly text: string }).text);
  for (const tab of alive) {
    counts.messages += tab.seen.length;
    const start = Math.min(came.get(tab) ?? log.length - 1, log.indexOf(tab.seen[0] ?? 'last'));
    const gaps = tab.events.filter((event) => event.kind === 'open' && event.continuity === 'gap').length;
    // A gap is no loss without a word. It must be shown only where no other tab had the messages.
    if (gaps > 0) expect([tab.name, [...new Set(tab.seen)]]).toEqual([tab.name, tab.seen]);
    else expect([tab.name, tab.seen]).toEqual([tab.name, log.slice(start)]);
    counts.gaps += gaps;
    expect(tab.phases.at(-1)).toBe('open');
  }
  for (const [text, tab] of sent) {
    const times = world.chat.got.filter((each) => each === text).length;
    expect([text, times]).toEqual([text, Math.min(times, 1)]);
    const reported = tab.warnings.some((line) => line.includes('may not have been sent'));
    if (reported) counts.reported++;
    if (alive.includes(tab) && !reported) expect([text, times]).toEqual([text, 1]);
  }
  for (const { text, tab, ends } of asked) {
    const times = world.chat.got.filter((each) => each === text).length;
    expect([text, times]).toEqual([text, Math.min(times, 1)]);
    if (alive.includes(tab)) expect([text, ends]).toEqual([text, 1]);
  }
  expect(world.chat.sockets.size).toBe(alive.length === 0 ? 0 : 1);
}
