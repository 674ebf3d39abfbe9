/** What an application keeps behind a server that has no channels of its own: the messages, and who waits for more. */
export class Channels {
  /** The number of the last message, by channel. */
  readonly #last = new Map<string, number>();
  /** How often the answers of a channel were ended. */
  readonly #ends = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #followers = new Map<string, Set<() => void>>();

  /** Messages are numbered from 1. */
  readonly publish = (channel: string, n: number): Promise<void> => {
    this.#last.set(channel, n);
    this.#wake(channel);
    return Promise.resolve();
  };

  /** Ends all answers that follow the channel. */
  readonly end = (channel: string): void => {
    this.#ends.set(channel, this.#endsOf(channel) + 1);
    this.#wake(channel);
  };

  readonly subscribers = (channel: string): number => this.#followers.get(channel)?.size ?? 0;

  last(channel: string): number {
    return this.#last.get(channel) ?? 0;
  }

  /** How often the channel was followed. */
  readonly asked = (channel: string): number => this.#asked.get(channel) ?? 0;

  /** The numbers after the given one. */
  after(channel: string, n: number): number[] {
    const last = this.last(channel);
    return Array.from({ length: Math.max(last - n, 0) }, (_, index) => n + 1 + index);
  }

  /** Calls the listener for every later message. Returns what ends it. */
  listen(channel: string, listener: () => void): () => void {
    const followers = this.#followers.get(channel) ?? new Set();
    this.#followers.set(channel, followers.add(listener));
    return () => void followers.delete(listener);
  }

  /** The first news of those who {@link follow}; `undefined` if there are none. */
  async next(channel: string, n: number, following: Following): Promise<readonly number[] | undefined> {
    for await (const numbers of this.follow(channel, n, following)) return numbers;
    return undefined;
  }

  /**
   * The numbers after the given one, all that are there at a time, until the signal aborts or nothing is published for
   * `idle` milliseconds.
   */
  async *follow(channel: string, n: number, { idle, signal }: Following): AsyncGenerator<readonly number[]> {
    this.#asked.set(channel, this.asked(channel) + 1);
    let sent = n;
    const ends = this.#endsOf(channel);
    let wake = (): void => undefined;
    const waken = (): void => {
      wake();
    };
    const leave = this.listen(channel, waken);
    signal.addEventListener('abort', waken);
    try {
      while (!signal.aborted) {
        const news = this.after(channel, sent);
        sent += news.length;
        if (news.length > 0) yield news;
        else if (ends !== this.#endsOf(channel)) return;
        else if (await isIdle(idle, (set) => (wake = set))) return;
      }
    } finally {
      signal.removeEventListener('abort', waken);
      leave();
    }
  }

  #wake(channel: string): void {
    for (const wake of [...(this.#followers.get(channel) ?? [])]) wake();
  }

  #endsOf(channel: string): number {
    return this.#ends.get(channel) ?? 0;
  }
}

export interface Following {
  readonly idle: number;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
}

/** Resolves with true after the time, or with false when what it gives is called. */
function isIdle(time: number, give: (wake: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, time, true);
    give(() => {
      clearTimeout(limit);
      resolve(false);
    });
  });
}
