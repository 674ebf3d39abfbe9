import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import type { CommandReport } from '../command-checker.ts';
import type { Counts } from './instrument.ts';
import type { SubjectReport } from './page.ts';

/** What the browser counts in the process of a page, and what the page counts itself. */
export interface Reading extends Counts {
  readonly heap: number;
  readonly listeners: number;
  readonly documents: number;
  readonly nodes: number;
  readonly frames: number;
}

const COUNTED = ['listeners', 'documents', 'nodes', 'frames', 'timers', 'channels', 'locks'] as const;

/** One page of the soak. */
export class SoakTab {
  readonly name: string;
  readonly page: Page;
  readonly #session: CDPSession;
  /** Before it subscribed to anything. */
  before: Reading | undefined;
  readonly readings: Reading[] = [];
  /** When it had unsubscribed from everything. */
  after: Reading | undefined;

  private constructor(name: string, page: Page, session: CDPSession) {
    this.name = name;
    this.page = page;
    this.#session = session;
  }

  static async open(context: BrowserContext, name: string, url: string): Promise<SoakTab> {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const tab = new SoakTab(name, page, session);
    await session.send('Performance.enable');
    await page.goto(url);
    await page.waitForFunction(() => 'soak' in window);
    return tab;
  }

  async start(): Promise<void> {
    await this.page.evaluate(() => {
      window.soak.start();
    });
  }

  async again(): Promise<void> {
    await this.page.evaluate(() => {
      window.soak.again();
    });
  }

  async hush(): Promise<void> {
    await this.page.evaluate(() => {
      window.soak.hush();
    });
  }

  async stop(): Promise<void> {
    await this.page.evaluate(() => {
      window.soak.stop();
    });
  }

  /** What there is more of than before it subscribed. */
  get left(): readonly string[] {
    const { before, after } = this;
    if (before === undefined || after === undefined) return ['nothing was read'];
    return COUNTED.filter((what) => after[what] > before[what]).map(
      (what) => `${after[what] - before[what]} more ${what}`,
    );
  }

  report(): Promise<readonly SubjectReport[]> {
    return this.page.evaluate(() => window.soak.report());
  }

  /** Errors that nobody caught. */
  errors(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.soak.errors);
  }

  /** Collects the garbage first. */
  async read(): Promise<Reading> {
    await this.#session.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? NaN;
    const counts = await this.page.evaluate(() => window.soak.counts());
    return {
      ...counts,
      heap: metric('JSHeapUsedSize'),
      listeners: metric('JSEventListeners'),
      documents: metric('Documents'),
      nodes: metric('Nodes'),
      frames: metric('Frames'),
    };
  }
}

/** All pages: one with every transport, one with a connection, and many tabs that share. */
export class SoakTabs {
  readonly #context: BrowserContext;
  readonly #url: (role: string) => string;
  /** Watched from the start to the end. */
  readonly stable: SoakTab[] = [];
  /** They are reloaded, and closed and opened. */
  readonly passing: SoakTab[] = [];
  /** What the tabs reported that are gone. */
  readonly past: { readonly reports: readonly SubjectReport[]; readonly errors: readonly string[] }[] = [];
  #opened = 0;

  constructor(context: BrowserContext, url: (role: string) => string) {
    this.#context = context;
    this.#url = url;
  }

  get all(): readonly SoakTab[] {
    return [...this.stable, ...this.passing];
  }

  async open(stableTabs: number, passingTabs: number): Promise<void> {
    for (const role of ['transports', 'connection']) this.stable.push(await this.#open(role));
    for (let tab = 0; tab < stableTabs; tab++) this.stable.push(await this.#open('tab'));
    for (let tab = 0; tab < passingTabs; tab++) this.passing.push(await this.#open('tab'));
  }

  async reload(which: number): Promise<void> {
    const tab = this.passing[Math.floor(which * this.passing.length)];
    if (tab === undefined) return;
    await this.#keep(tab);
    await tab.page.reload();
    await tab.page.waitForFunction(() => 'soak' in window);
    await tab.start();
  }

  async replace(which: number): Promise<void> {
    const place = Math.floor(which * this.passing.length);
    const tab = this.passing[place];
    if (tab === undefined) return;
    await this.#keep(tab);
    await tab.page.close();
    const next = await this.#open('tab');
    await next.start();
    this.passing[place] = next;
  }

  /** One of the pages leaves all its feeds and comes back to them; the leader of the tabs is one of them. */
  async again(which: number): Promise<void> {
    await this.stable[Math.floor(which * this.stable.length)]?.again();
  }

  async againEverywhere(): Promise<void> {
    await Promise.all(this.all.map((tab) => tab.again()));
  }

  /** Nobody is left in a tab that ends to tell what became of the commands that are under way. */
  async #keep(tab: SoakTab): Promise<void> {
    const reports = (await tab.report()).map((report) => ({ ...report, commands: withoutPending(report.commands) }));
    this.past.push({ reports, errors: await tab.errors() });
  }

  #open(role: string): Promise<SoakTab> {
    const place = role === 'tab' ? `tab ${this.#opened++}` : role;
    return SoakTab.open(this.#context, place, this.#url(role));
  }
}

function withoutPending(report: CommandReport | undefined): CommandReport | undefined {
  return report && { ...report, doubtful: report.doubtful + report.pending, pending: 0 };
}
