import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, type Request } from '@playwright/test';
import { createPushServer, type PushServer } from '../../projects/push-server/src/server.ts';
import { bundle } from '../support/bundle';
import { oneTab } from '../support/one-tab';
import type { How, Kind, Seen } from './page';

const FEED = 'news';
const OFTEN = { intervals: [20] };

/** The server's name of the route that a page uses. */
const routeOf = (kind: Kind): string => (kind === 'event-source' ? 'sse' : kind);

/** A server with one feed, and the page that follows it. */
export class Lab {
  readonly server: PushServer;
  readonly #page: Page;
  readonly #requests: URL[] = [];
  #kind: Kind = 'sse';

  constructor(server: PushServer, page: Page) {
    this.server = server;
    this.#page = page;
    server.hub.record(FEED);
    page.on('request', this.#note);
  }

  readonly #note = (request: Request): void => {
    this.#requests.push(new URL(request.url()));
  };

  async close(): Promise<void> {
    this.#page.off('request', this.#note);
    // Before the server, so that nothing connects again.
    await this.#page.goto('about:blank');
    await this.server.close();
  }

  /** All values that were published so far. */
  get published(): unknown[] {
    return this.server.hub.record(FEED).map(({ value }) => value);
  }

  /** The cursor in the query of the latest request. */
  get lastCursor(): string | null {
    return this.#requests.at(-1)?.searchParams.get('cursor') ?? null;
  }

  /** How many requests of the feed arrived at the server. */
  get requests(): number {
    return this.server.stats().requests[routeOf(this.#kind)] ?? 0;
  }

  publish(...values: readonly unknown[]): void {
    for (const value of values) this.server.hub.publish(FEED, value);
  }

  /** Follows the feed, and waits until the server holds the request. */
  async follow(kind: Kind, how: How = {}): Promise<void> {
    this.#kind = kind;
    await this.#page.evaluate((all) => window.feeds.start(...all), [kind, `/feeds/${FEED}`, how] as const);
    if (kind !== 'polling') await this.held();
  }

  /** Waits until the server holds a connection of the feed that follows new messages. */
  async held(): Promise<void> {
    await expect.poll(() => this.server.hub.feed(FEED).followers, OFTEN).toBe(1);
  }

  readonly seen = (): Promise<Seen> => this.#page.evaluate(() => window.feeds.seen());
  readonly values = async (): Promise<unknown[]> => (await this.seen()).values;

  /** Waits for exactly these values, by default for all that were published, each once and in order. */
  async expectValues(values: readonly unknown[] = this.published): Promise<void> {
    await expect.poll(this.values, OFTEN).toEqual(values);
  }

  /** Resets all connections and refuses new ones, so that `meanwhile` happens while the page is away. */
  async away(meanwhile: () => void): Promise<void> {
    const { faults } = this.server;
    const before = this.requests;
    faults.refuse();
    faults.drop();
    await expect.poll(() => this.requests, OFTEN).toBeGreaterThan(before);
    meanwhile();
    // The fault under test goes on.
    faults.reset('refuse');
    await this.held();
  }
}

export const test = oneTab.extend<{ readonly lab: Lab }, { readonly folder: string }>({
  // The server itself serves the page: Chromium lets no page that Playwright answers open a WebSocket to loopback.
  folder: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'page-'));
      await writeFile(join(folder, 'page.js'), await bundle(join(__dirname, 'page.ts')));
      await writeFile(
        join(folder, 'index.html'),
        '<!doctype html><link rel="icon" href="data:,"><title>page</title><script src="/page.js"></script>',
      );
      await use(folder);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, browserName }, use) => {
      // Firefox delays a WebSocket after refusals by its server, each time longer.
      const firefoxUserPrefs = { 'network.websocket.delay-failed-reconnects': false };
      await use(browserName === 'firefox' ? { ...launchOptions, firefoxUserPrefs } : launchOptions);
    },
    { scope: 'worker' },
  ],
  lab: async ({ page, folder }, use) => {
    const server = createPushServer({ tickEvery: 0, static: folder });
    await page.goto((await server.listen()).href);
    const lab = new Lab(server, page);
    await use(lab);
    await lab.close();
  },
});

export { expect } from '@playwright/test';
