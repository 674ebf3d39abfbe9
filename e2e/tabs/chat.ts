import { expect, type BrowserContext, type Page } from '@playwright/test';
import { poll } from '../support/poll';
import { tabProcesses } from '../support/tab-process';
import type { ChatBrowser } from './chat-browser';
import type { ChatState } from './chat-page';
import type { ChatServer, Wire } from './chat-server';
import { ChatTab } from './chat-tab';

/** How long before its end a tab may have sent what nobody got, in milliseconds: nobody is left to report it. */
const SETTLES = 2_000;

/** A tab that ended, and when. */
interface Ended {
  readonly tab: ChatTab;
  readonly at: number;
}

/** Tabs of one browser that share a connection, and its server. */
export class Chat {
  readonly browser: ChatBrowser;
  readonly server: ChatServer;
  readonly context: BrowserContext;
  /** The tabs that are open. */
  readonly tabs: ChatTab[] = [];
  /** How often somebody signed out: after that, messages may be missing. */
  forgets = 0;
  readonly #ended: Ended[] = [];
  #opened: number;
  #front: Page | undefined;

  /** Its tabs are numbered from `from` on. */
  constructor(browser: ChatBrowser, server: ChatServer, context = browser.context, from = 0) {
    this.browser = browser;
    this.server = server;
    this.context = context;
    this.#opened = from;
  }

  /** Opens a tab; `query` is added to its address. Waits for its first message if the server sends any. */
  async open(query = '', receives = true): Promise<ChatTab> {
    const name = String(this.#opened++);
    const page = await this.context.newPage();
    const tab = new ChatTab(name, page);
    tab.listen();
    const before = this.#processes();
    await page.goto(`${this.server.origin}/?tab=${name}${query}`);
    const started = [...this.#processes()].filter((each) => !before.has(each));
    [tab.pid] = started;
    if (this.browser.name === 'firefox') expect(started, 'the process of the tab').toHaveLength(1);
    this.tabs.push(tab);
    if (receives) await this.receives([tab], 1);
    return tab;
  }

  /** Opens tabs until there are `count`. */
  async fill(count: number): Promise<void> {
    this.server.start();
    while (this.tabs.length < count) await this.open();
    await this.wires(1);
  }

  /** Waits until there is one connection, and returns the tab that holds it. */
  async leader(): Promise<ChatTab> {
    const holders = (): readonly string[] => this.server.live.map(({ tab }) => tab);
    const isLed = (): boolean => holders().length === 1 && this.tabs.some(({ name }) => name === holders()[0]);
    await poll(isLed, { message: 'one tab leads' }).toBe(true);
    const leader = this.tabs.find(({ name }) => name === holders()[0]);
    if (leader === undefined) throw new Error('no tab leads');
    return leader;
  }

  others(than: ChatTab): readonly ChatTab[] {
    return this.tabs.filter((tab) => tab !== than);
  }

  /** Waits until there are so many connections. */
  async wires(count: number): Promise<void> {
    await poll(() => this.server.live.map(({ tab }) => tab), { message: 'connections' }).toHaveLength(count);
  }

  /** The connection that comes after this one, when it has carried a message. */
  async nextWire(after: number): Promise<Wire> {
    await poll(() => this.server.wires[after]?.first, { message: 'the next connection' }).toBeDefined();
    const wire = this.server.wires[after];
    if (wire === undefined) throw new Error('no connection');
    return wire;
  }

  /** Waits until tabs have received `more` messages. */
  async receives(tabs: readonly ChatTab[], more: number): Promise<void> {
    const target = this.server.last + more;
    for (const tab of tabs) {
      await poll(async () => (await tab.last()) ?? 0, { message: `tab ${tab.name}` }).toBeGreaterThanOrEqual(target);
    }
  }

  /** Freezes a tab behind another one. */
  async freeze(tab: ChatTab): Promise<void> {
    this.#front ??= await this.context.newPage();
    await tab.freeze(this.#front);
  }

  async close(tab: ChatTab): Promise<void> {
    this.#end(tab);
    await tab.page.close();
  }

  async kill(tab: ChatTab): Promise<void> {
    this.#end(tab);
    await tab.kill();
    await tab.page.close();
  }

  /**
   * How long other tabs were without messages, in milliseconds: from `since` until each got the first message of the
   * new connection.
   */
  async handOver(tabs: readonly ChatTab[], since: number, wire: Wire): Promise<readonly number[]> {
    const { first = Infinity, openedAt } = wire;
    const took = async (tab: ChatTab): Promise<number> => {
      const { arrivals } = await tab.state();
      return (arrivals.find(({ n, at }) => n >= first && at >= openedAt)?.at ?? Infinity) - since;
    };
    await this.receives(tabs, 1);
    return Promise.all(tabs.map(took));
  }

  /**
   * Expects that every tab has all messages once, in order, that every command arrived once or was reported, and that
   * there are so many connections. Returns how many commands did not arrive.
   */
  async expectWhole(wires = 1): Promise<number> {
    this.server.stop();
    await poll(() => this.#unsettled(), { message: 'what is missing', timeout: 25_000 }).toEqual([]);
    for (const tab of this.tabs) this.#expectOrder(tab.name, await tab.state());
    const { commands } = this.server;
    expect(
      commands.filter((id, place) => commands.indexOf(id) !== place),
      'commands that arrived twice',
    ).toEqual([]);
    this.#expectCommandsInOrder();
    await this.wires(wires);
    const unsent = this.#ended.map(({ tab, at }) => this.#lost(tab).filter((id) => !isLate(tab, id, at)));
    expect(unsent.flat(), 'commands of tabs that ended').toEqual([]);
    return [...this.tabs, ...this.#ended.map(({ tab }) => tab)].flatMap((tab) => this.#missing(tab)).length;
  }

  /** Closes its tabs and its server. */
  async end(): Promise<void> {
    await Promise.all(this.tabs.map(({ page }) => page.close()));
    await this.#front?.close();
    this.server.close();
  }

  #processes(): ReadonlySet<number> {
    return this.browser.name === 'firefox' ? tabProcesses() : new Set();
  }

  #end(tab: ChatTab): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    this.#ended.push({ tab, at: Date.now() });
  }

  async #unsettled(): Promise<readonly string[]> {
    const { last } = this.server;
    const lacking = this.tabs.map(async (tab) => {
      const got = await tab.last();
      return [
        ...(got === last ? [] : [`tab ${tab.name} has ${got} of ${last}`]),
        ...this.#lost(tab).map((id) => `${id} did not arrive`),
        ...tab.errors,
      ];
    });
    return (await Promise.all(lacking)).flat();
  }

  #missing({ sent }: ChatTab): readonly string[] {
    const arrived = new Set(this.server.commands);
    return [...sent.keys()].filter((id) => !arrived.has(id));
  }

  /** What did not arrive, and was not reported. */
  #lost(tab: ChatTab): readonly string[] {
    return this.#missing(tab).filter((id) => !tab.reported.has(id));
  }

  #expectOrder(name: string, { arrivals, openings, rejected, end }: ChatState): void {
    const anew = openings.filter(({ continuity, before }) => continuity === 'first' && before > 0);
    const starts = new Set(anew.map(({ before }) => before));
    const wrong = arrivals.findIndex(({ n }, place) => {
      const before = arrivals[place - 1];
      return before !== undefined && !starts.has(place) && n !== before.n + 1;
    });
    const around = arrivals.slice(Math.max(0, wrong - 2), wrong + 2).map(({ n }) => n);
    const there = openings.filter(({ before }) => before === wrong).map(({ continuity }) => continuity);
    expect(wrong < 0 ? [] : around, `messages of tab ${name}, which opened there: ${there.join()}`).toEqual([]);
    expect(anew.length, `new starts of tab ${name}`).toBeLessThanOrEqual(this.forgets);
    expect(
      openings.filter(({ continuity }) => continuity === 'gap'),
      `gaps of tab ${name}`,
    ).toEqual([]);
    expect({ rejected, end }, `tab ${name}`).toEqual({ rejected: 0, end: '' });
  }

  #expectCommandsInOrder(): void {
    const last = new Map<string, number>();
    const late = this.server.commands.filter((id) => {
      const [run = '', place] = id.split(':');
      const before = last.get(run) ?? -1;
      last.set(run, Number(place));
      return Number(place) < before;
    });
    expect(late, 'commands that another one of their tab overtook').toEqual([]);
  }
}

function isLate({ sent }: ChatTab, id: string, endedAt: number): boolean {
  return (sent.get(id) ?? 0) > endedAt - SETTLES;
}
