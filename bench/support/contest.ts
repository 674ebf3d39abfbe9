/** Connects, delivers every message, and returns a function that disconnects. */
export type Contestant = (url: string, message: (data: unknown) => void) => () => void;

/** Parses the texts of a contestant that has no decoder of its own. */
export function parsing(contestant: (url: string, message: (text: string) => void) => () => void): Contestant {
  return (url, message) =>
    contestant(url, (text) => {
      message(JSON.parse(text));
    });
}

/** One run in the page. */
export interface Run {
  /** Milliseconds from the call to the last message. */
  readonly ms: number;
  readonly delivered: number;
  /** The number of characters, or the sum of the numbers in the values: shows that the messages were right. */
  readonly sum: number;
}

/** The time limit of a run, and that of one message in a long run, in milliseconds. */
const PATIENCE = 180_000;
const PATIENCE_PER_MESSAGE = 1;

let leave: (() => void) | undefined;

/**
 * Provides the contestants to the program that drives the page. Each runs in a page of its own, so none affects
 * another.
 */
export function offer(contestants: Readonly<Record<string, Contestant>>): void {
  const start = (name: string, url: string, messages: number): Promise<Run> => {
    const contestant = contestants[name];
    if (contestant === undefined) throw new Error(`there is no contestant called ${name}`);
    return new Promise((resolve) => {
      let delivered = 0;
      let sum = 0;
      const began = performance.now();
      const end = (): void => {
        clearTimeout(timer);
        resolve({ ms: performance.now() - began, delivered, sum });
      };
      const timer = setTimeout(end, Math.max(PATIENCE, messages * PATIENCE_PER_MESSAGE));
      leave = contestant(url, (data) => {
        sum += typeof data === 'string' ? data.length : (data as { readonly n: number }).n;
        if (++delivered === messages) end();
      });
    });
  };
  Object.assign(window, {
    bench: {
      run: async (name: string, url: string, messages: number) => {
        const run = await start(name, url, messages);
        leave?.();
        return run;
      },
      /** The same, but stays connected. */
      hold: start,
      leave: () => leave?.(),
    } satisfies Window['bench'],
  });
}

declare global {
  interface Window {
    bench: {
      run(name: string, url: string, messages: number): Promise<Run>;
      hold(name: string, url: string, messages: number): Promise<Run>;
      leave(): void;
    };
  }
}
