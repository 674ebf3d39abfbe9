import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { CHROMIUM } from '../../tools/browser/chromium.ts';
import type { Run } from './contest.ts';
import { Site, type Feed } from './site.ts';

/**
 * A fast contestant runs several times per turn: for at least this many milliseconds by default, and at most this many
 * times. A single short run is too inaccurate.
 */
const TURN = 500;
const MOST_RUNS = 10;
/** The messages of a warm-up: an engine compiles code that has run some thousand times. */
const WARM_UP = 20_000;

/** A contestant and its feed. */
export interface Entry {
  readonly name: string;
  readonly feed: string;
}

/** A run, and the processor time of the page's thread in milliseconds, without other programs on the machine. */
export interface TimedRun extends Run {
  readonly cpu: number;
}

/** An entry with the number of messages of each run. */
export interface Start extends Entry {
  readonly messages: number;
}

export interface Timing extends Start {
  readonly runs: readonly TimedRun[];
}

/** Chromium, a server, and the page with the contestants. */
export class Arena {
  readonly version: string;
  readonly #browser: Browser;
  readonly #site: Site;
  readonly #url: string;

  private constructor(browser: Browser, site: Site, url: string) {
    this.#browser = browser;
    this.#site = site;
    this.#url = url;
    this.version = `Chromium ${browser.version()}`;
  }

  /** `source` measures the sources instead of the built package. `prelude` is a script that runs before the page's. */
  static async open(page: URL, feeds: Readonly<Record<string, Feed>>, source: boolean, prelude = ''): Promise<Arena> {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(page)],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      minify: true,
      tsconfig: fileURLToPath(new URL(`../../tsconfig${source ? '.source' : ''}.json`, import.meta.url)),
    });
    const site = new Site(prelude + (outputFiles[0]?.text ?? ''), feeds);
    const url = await site.listen();
    const browser = await chromium.launch(CHROMIUM);
    return new Arena(browser, site, url);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#site.close();
  }

  /**
   * A B C A B C …, each time in a new page, because the memory layout of a page may make all its runs fast or slow. The
   * page is warmed up first, because an engine optimizes for the code that has run so far.
   */
  async race(entries: readonly Start[], rounds: number, turn = TURN): Promise<Timing[]> {
    const timings = entries.map((entry) => ({ ...entry, runs: [] as TimedRun[] }));
    for (let round = 1; round <= rounds; round++) {
      process.stderr.write(`round ${round} `);
      for (const { runs, ...start } of timings) {
        const page = await this.#page();
        await this.#turn(page, { ...start, messages: Math.min(WARM_UP, start.messages) }, turn);
        runs.push(...(await this.#turn(page, start, turn)));
        await page.context().close();
        process.stderr.write('.');
      }
      process.stderr.write('\n');
    }
    return timings;
  }

  async #turn(page: Page, { name, feed, messages }: Start, turn: number): Promise<TimedRun[]> {
    const busy = await busyTime(page);
    const runs: TimedRun[] = [];
    for (let spent = 0; runs.length < MOST_RUNS && spent < turn;) {
      const before = await busy();
      const run = await page.evaluate(([who, url, count]) => window.bench.run(who, url, count), [
        name,
        this.#feed(feed, messages),
        messages,
      ] as const);
      runs.push({ ...run, cpu: (await busy()) - before });
      spent += run.ms;
    }
    return runs;
  }

  /**
   * Bytes of JavaScript heap, garbage collected, after each of these counts of messages, on a connection that is still
   * open.
   */
  async heapAfter({ name, feed }: Entry, counts: readonly number[]): Promise<number[]> {
    const page = await this.#page();
    const devtools = await page.context().newCDPSession(page);
    const sizes: number[] = [];
    for (const count of counts) {
      const { delivered } = await page.evaluate(([who, url, messages]) => window.bench.hold(who, url, messages), [
        name,
        this.#feed(feed, count),
        count,
      ] as const);
      if (delivered !== count) throw new Error(`${name} delivered ${delivered} of ${count} messages`);
      await devtools.send('HeapProfiler.collectGarbage');
      sizes.push((await devtools.send('Runtime.getHeapUsage')).usedSize);
      await page.evaluate(() => {
        window.bench.leave();
      });
    }
    await page.context().close();
    return sizes;
  }

  #feed(name: string, messages: number): string {
    return `${this.#url}/feeds/${name}?n=${messages}`;
  }

  // A separate context gives the page a separate process.
  async #page(): Promise<Page> {
    const page = await (await this.#browser.newContext()).newPage();
    await page.goto(this.#url);
    return page;
  }
}

/** Returns a function for the processor time of the page's thread so far, in milliseconds. */
async function busyTime(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
}
