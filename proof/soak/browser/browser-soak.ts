// Soaks the built package in Chromium, and returns the rows of the table.
import { chromium } from '@playwright/test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CHROMIUM } from '../../../tools/browser/chromium.ts';
import { seeded } from '../../../tools/browser/random.ts';
import type { ProofRow } from '../../../tools/proof/table.ts';
import { disturb } from './disturb.ts';
import { Numbers } from './numbers.ts';
import { PushProcess } from './push-process.ts';
import { Rendering } from './rendering.ts';
import { endRows, feedRows, leakRows, renderingRows, settledRow } from './rows.ts';
import { SoakTabs, type SoakTab } from './soak-tabs.ts';
import { bundle } from '../../support/bundle.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Milliseconds between two readings. */
const READS = 10_000;
/** How long the last messages may take, in milliseconds. */
const SETTLES = 90_000;
const STABLE_TABS = 7;
const PASSING_TABS = 3;
const ROLES = ['transports', 'connection', 'tab'];

export interface BrowserSoak {
  readonly rows: readonly ProofRow[];
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface BrowserSoakOptions {
  readonly seed: number;
  readonly minutes: number;
}

export async function soakBrowser({ seed, minutes }: BrowserSoakOptions): Promise<BrowserSoak> {
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true })];
  try {
    await Promise.all([writePage(folder), Rendering.build()]);
    const server = await PushProcess.start(folder, ROLES.length);
    ends.push(() => server.end());
    const browser = await chromium.launch(CHROMIUM);
    ends.push(() => browser.close());
    const context = await browser.newContext();
    // Over HTTP/1.1 a browser has six connections to an origin, so each kind of page has its own.
    const tabs = new SoakTabs(context, (role) => `${server.origin(ROLES.indexOf(role))}/?role=${role}`);
    const stage = { server, context, tabs, numbers: new Numbers(server), random: seeded(seed) };
    return await new Run(stage, minutes * 60_000, ends).run(seed, browser.version());
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function writePage(folder: string): Promise<void> {
  await writeFile(join(folder, 'page.js'), await bundle(new URL('page.ts', import.meta.url), 'browser'));
  const html =
    '<!doctype html><title>soak</title><link rel="icon" href="data:,"><body><script src="/page.js"></script>';
  await writeFile(join(folder, 'index.html'), html);
}

type Stage = Parameters<typeof disturb>[0];

class Run {
  readonly #stage: Stage;
  readonly #ms: number;
  readonly #ends: (() => Promise<unknown>)[];
  #rendering: Rendering | undefined;

  constructor(stage: Stage, ms: number, ends: (() => Promise<unknown>)[]) {
    this.#stage = stage;
    this.#ms = ms;
    this.#ends = ends;
  }

  async run(seed: number, version: string): Promise<BrowserSoak> {
    const { tabs, numbers, server } = this.#stage;
    await tabs.open(STABLE_TABS, PASSING_TABS);
    for (const tab of tabs.stable) tab.before = await tab.read();
    numbers.start();
    for (const tab of tabs.all) await tab.start();
    const over = Date.now() + this.#ms;
    const isOver = (): boolean => Date.now() > over;
    await this.#render();
    const [faults] = await Promise.all([disturb(this.#stage, isOver), this.#read(isOver)]);
    const unsettled = await this.#settle();
    const reports = await Promise.all(
      tabs.all.map(async (tab) => ({ name: tab.name, errors: await tab.errors(), subjects: await tab.report() })),
    );
    const end = await this.#end();
    await keepReadings(tabs, this.#rendering);
    const rendering = this.#rendering;
    return {
      rows: [
        ...feedRows(reports, tabs.past, numbers),
        settledRow(unsettled),
        ...leakRows(tabs.stable),
        ...endRows(tabs.stable, end),
        ...(rendering === undefined ? [] : renderingRows(rendering)),
      ],
      facts: {
        browser: `Chromium ${version}, ${minutesOf(this.#ms)} min, seed ${seed}, ${tabs.all.length} pages`,
        'messages published': numbers.total,
        'kills of the server': server.kills,
        disturbances: Object.entries(faults)
          .map(([name, count]) => `${count} ${name}`)
          .join(', '),
      },
    };
  }

  async #read(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const next = wait(READS);
      for (const tab of this.#stage.tabs.stable) tab.readings.push(await tab.read());
      await this.#rendering?.read();
      await next;
    }
  }

  async #render(): Promise<void> {
    this.#rendering = await Rendering.start(this.#stage.server.origin(0));
    this.#ends.push(async () => this.#rendering?.end());
    await this.#rendering.begin();
  }

  /** Ends all faults, and waits until every feed has the last message and every command its answer. */
  async #settle(): Promise<readonly string[]> {
    const { server, numbers, tabs, context } = this.#stage;
    await context.setOffline(false);
    await server.fault('reset');
    await this.#rendering?.stop();
    // A command that is sent after the last look would seem to have no answer.
    for (const tab of tabs.all) await tab.hush();
    const last = await numbers.finish();
    const deadline = Date.now() + SETTLES;
    const unsettledOf = async (tab: SoakTab): Promise<readonly string[]> =>
      (await tab.report())
        .filter(({ name, feed, commands }) => {
          const wanted = tab.name.startsWith('tab') ? last.tabs : /jsonp/i.test(name) ? last.slow : last.soak;
          return feed.last !== wanted || (commands?.pending ?? 0) > 0;
        })
        .map(({ name }) => `${tab.name}: ${name}`);
    for (;;) {
      const unsettled = (await Promise.all(tabs.all.map(unsettledOf))).flat();
      if (unsettled.length === 0 || Date.now() > deadline) return unsettled;
      await wait(200);
    }
  }

  /** Unsubscribes everything, and reads what is left. */
  async #end(): Promise<Awaited<ReturnType<typeof leftBehind>>> {
    for (const tab of this.#stage.tabs.all) await tab.stop();
    return leftBehind(this.#stage);
  }
}

/** For whoever looks for a leak. */
async function keepReadings({ stable }: SoakTabs, rendering: Rendering | undefined): Promise<void> {
  const folder = join(ROOT, 'dist/proof');
  await mkdir(folder, { recursive: true });
  const readings = stable.map((tab) => ({
    page: tab.name,
    before: tab.before,
    during: tab.readings,
    after: tab.after,
  }));
  await writeFile(
    join(folder, 'soak-readings.json'),
    JSON.stringify({ readings, heaps: rendering?.heaps, timers: rendering?.timers }, null, 1),
  );
}

/** What is left of the connections at the server when everything has been unsubscribed. */
async function leftBehind({ server, tabs }: Stage): Promise<{ readonly sockets: number }> {
  const deadline = Date.now() + 30_000;
  let sockets = NaN;
  while (Date.now() < deadline) {
    sockets = (await server.stats()).live['total'] ?? NaN;
    for (const tab of tabs.stable) tab.after = await tab.read();
    if (sockets === 0 && tabs.stable.every((tab) => tab.left.length === 0)) break;
    await wait(500);
  }
  return { sockets };
}

const minutesOf = (ms: number): string => (ms / 60_000).toFixed(1).replace('.0', '');
