import { expect, type Page } from '@playwright/test';
import type { PushServer } from '../../projects/push-server/src/server.ts';
import type { Traces, Turn, Watched } from './page';
import { poll } from '../support/poll';

const FEED = 'numbers';
/**
 * Milliseconds between two messages: slow enough for every route, and fast enough that messages arrive during each
 * switch.
 */
const EVERY = 15;
const OFTEN = { intervals: [20] };

/** A server that publishes numbered messages, and its page, which follows them. */
export class Site {
  readonly server: PushServer;
  readonly #page: Page;
  readonly #origin: URL;
  #publishing: NodeJS.Timeout | undefined;

  constructor(server: PushServer, page: Page, origin: URL) {
    this.server = server;
    this.#page = page;
    this.#origin = origin;
  }

  async open(): Promise<void> {
    await this.#page.goto(this.#origin.href);
  }

  publish(): void {
    this.#publishing = setInterval(() => this.server.hub.publish(FEED, null), EVERY);
  }

  stopPublishing(): void {
    clearInterval(this.#publishing);
  }

  /** Scripts come from another site, which is the same server under its other name. */
  async follow(): Promise<void> {
    const elsewhere = `http://localhost:${this.#origin.port}/feeds/${FEED}`;
    await this.#page.evaluate(
      ([here, there]) => {
        window.feed.follow(here, there);
      },
      [`/feeds/${FEED}`, elsewhere] as const,
    );
  }

  async leave(): Promise<void> {
    await this.#page.evaluate(() => window.feed.leave());
  }

  readonly watched = (): Promise<Watched> => this.#page.evaluate(() => window.feed.watched());
  readonly traces = (): Promise<Traces> => this.#page.evaluate(() => window.feed.traces());

  /** Waits until `count` messages have arrived over a route since the last one over another route. */
  async carried(transport: Turn['transport'], count: number, what: string): Promise<void> {
    const turn = (): Promise<Turn | undefined> => this.#page.evaluate(() => window.feed.turn());
    await poll(
      async () => {
        const now = await turn();
        return now?.transport === transport && now.carried >= count;
      },
      { message: what, ...OFTEN },
    ).toBe(true);
  }

  /** Waits until the page has all messages: each once, in order, and without other reports. */
  async expectWhole(): Promise<void> {
    const { published } = this.server.stats();
    await expect.poll(async () => (await this.watched()).seen.at(-1), OFTEN).toBe(published);
    const { seen, openings, rejected, end } = await this.watched();
    const wrong = seen.findIndex((seq, place) => seq !== place + 1);
    expect(wrong, `message ${seen[wrong]} came in the place of ${wrong + 1}`).toBe(-1);
    expect(seen).toHaveLength(published);
    // A route that opens may not know yet whether it continues. The numbers show it then.
    expect([...new Set(openings)].filter((each) => each !== 'unknown')).toEqual(['resumed']);
    expect({ rejected, end }).toEqual({ rejected: 0, end: '' });
  }
}
