import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { CHROMIUM } from '../../tools/browser/chromium.ts';
import { FeedServer } from './feed-server.ts';

/** A page, and what it costs. */
export interface LabPage {
  readonly page: Page;
  /** The processor time of the page's thread so far, in milliseconds, without other programs on the machine. */
  cpu(): Promise<number>;
  /** Bytes of JavaScript heap after a garbage collection. */
  heap(): Promise<number>;
  close(): Promise<void>;
}

/** Chromium, a server, and the pages of a benchmark. */
export class Lab {
  readonly server: FeedServer;
  readonly origin: string;
  readonly version: string;
  readonly #browser: Browser;

  private constructor(browser: Browser, server: FeedServer, origin: string) {
    this.#browser = browser;
    this.server = server;
    this.origin = origin;
    this.version = `Chromium ${browser.version()}`;
  }

  /** `host` is the address that the server listens on. */
  static async open(page: URL, host?: string): Promise<Lab> {
    const server = new FeedServer(await bundle(page));
    const origin = await server.listen(host);
    return new Lab(await chromium.launch(CHROMIUM), server, origin);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.server.close();
  }

  /** Pages of one context are tabs of one browser. */
  context(): Promise<BrowserContext> {
    return this.#browser.newContext();
  }

  /** A page in a context, by default in one of its own, which gives it a process and connections of its own. */
  async page(given?: BrowserContext): Promise<LabPage> {
    const context = given ?? (await this.context());
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(this.origin);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    return {
      page,
      cpu: async () => {
        const { metrics } = await devtools.send('Performance.getMetrics');
        return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
      },
      heap: async () => {
        await devtools.send('HeapProfiler.collectGarbage');
        return (await devtools.send('Runtime.getHeapUsage')).usedSize;
      },
      close: () => (given === undefined ? context.close() : page.close()),
    };
  }
}

async function bundle(page: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(page)],
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
    define: { ngDevMode: 'false' },
  });
  return outputFiles[0]?.text ?? '';
}
