import type { PushProcess } from './push-process.ts';

/** The feeds, and the milliseconds between two of their messages. `numbers` is for the pages that a server renders. */
const FEEDS = { soak: 150, tabs: 200, slow: 700, numbers: 1_000 } as const;
type Feed = keyof typeof FEEDS;
const NAMES = Object.keys(FEEDS) as Feed[];

/** Publishes numbered messages, and knows where the server lost some. */
export class Numbers {
  readonly #server: PushProcess;
  readonly #last: Record<Feed, number> = { soak: 0, tabs: 0, slow: 0, numbers: 0 };
  /** The numbers up to which the server forgot its messages, or may have. */
  readonly #lostAt: Record<Feed, number[]> = { soak: [], tabs: [], slow: [], numbers: [] };
  readonly #timers: NodeJS.Timeout[] = [];
  #isFinal = false;
  #under: Promise<unknown>[] = [];

  constructor(server: PushProcess) {
    this.#server = server;
  }

  start(): void {
    for (const feed of NAMES) {
      let busy = false;
      const timer = setInterval(() => {
        // One at a time, because the numbers are to arrive in order.
        if (busy || this.#isFinal) return;
        busy = true;
        const publishing = this.#publish(feed).finally(() => (busy = false));
        this.#under = [...this.#under.slice(-NAMES.length), publishing];
      }, FEEDS[feed]);
      this.#timers.push(timer);
    }
  }

  /** The server loses what it has, or may: a kill, a restart, a `trim`. */
  serverForgets(): void {
    for (const feed of NAMES) this.#lostAt[feed].push(this.#last[feed]);
  }

  lostAt(feed: string): readonly number[] {
    return this.#lostAt[feed as Feed];
  }

  get total(): number {
    return Object.values(this.#last).reduce((sum, last) => sum + last, 0);
  }

  /** Publishes no more, and returns the last number of each feed. */
  async finish(): Promise<Readonly<Record<Feed, number>>> {
    this.#isFinal = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#under);
    // The very last one surely arrived at the server.
    for (const feed of NAMES) while (!(await this.#publish(feed)));
    return this.#last;
  }

  async #publish(feed: Feed): Promise<boolean> {
    const n = ++this.#last[feed];
    if (await this.#server.publish(feed, { n })) return true;
    // Maybe it arrived and maybe not: it is not sent again, so that no number comes twice.
    this.#lostAt[feed].push(n);
    return false;
  }
}
