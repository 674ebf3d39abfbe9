// The load program: thousands of lean subscribers in one process. `defaultRetry()` decides when they return.
import { cappedAt, defaultRetry, equalJitter, exponential, PushError, schedule, spreadFirst } from 'ngx-comet/core';
import { type Connect, type Cursor, longPolling, sse1, sse2, websocket, type Wire } from './lean.ts';
import { Population } from './population.ts';
import { answerParent, type Group, type Kind, type LoadOptions } from './protocol.ts';

const LEAN: Partial<Record<Kind, { readonly connect: Connect; readonly path: string }>> = {
  'lean SSE, HTTP/2': { connect: sse2, path: 'sse' },
  'lean SSE, HTTP/1.1': { connect: sse1, path: 'sse' },
  'lean long polling': { connect: longPolling, path: 'long-polling' },
  'lean WebSocket': { connect: websocket, path: 'websocket' },
};
/** A connection that was open so long begins the count of retries anew. */
const STABLE = 5_000;

const population = new Population();
let options: LoadOptions | undefined;

answerParent({
  begin: (given) => {
    options = given;
  },
  connect: async (groups) => {
    for (const group of groups) await connectAll(group);
  },
  state: (target) => population.state(target),
  latencies: () => population.latencies(),
  check: (from, to) => population.check(from, to),
});

/** Bounded in rate. Resolves when all are connected; a long poll counts as soon as its request is sent. */
async function connectAll({ kind, count, planted = 0 }: Group): Promise<void> {
  const { rate = 100 } = options ?? {};
  const opened: Promise<void>[] = [];
  for (let begun = 0; begun < count; begun++) {
    opened.push(subscribe(kind, begun < planted));
    await new Promise((resolve) => setTimeout(resolve, 1_000 / rate));
  }
  await Promise.all(opened);
}

function subscribe(kind: Kind, planted: boolean): Promise<void> {
  const lean = LEAN[kind];
  if (lean === undefined || options === undefined) throw new Error(`unexpected: ${kind}`);
  const { origin, feed, longestRetry } = options;
  const url = new URL(`/cluster/${feed}/${lean.path}`, origin);
  const subscriber = population.add(kind, planted);
  const delayOf = retryDelays(longestRetry);
  let cursor: Cursor = {};
  return new Promise((resolve) => {
    const attempt = (): void => {
      let ended = false;
      const wire: Wire = {
        opened: (node) => {
          population.opened(subscriber, node);
          delayOf.opened();
          resolve();
        },
        message: (message, next) => {
          cursor = next;
          // A hole in the numbers is how a client of its own notices that messages are missing.
          population.received(subscriber, message, message.n !== subscriber.seen + 1);
        },
        lost: (why) => {
          if (ended) return;
          ended = true;
          population.lost(subscriber, why);
          setTimeout(attempt, delayOf.next());
        },
      };
      lean.connect(url, cursor, wire);
    };
    attempt();
    if (kind === 'lean long polling') resolve();
  });
}

function retryDelays(longest: number): { opened(): void; next(): number } {
  const retry =
    longest === 0
      ? defaultRetry()
      : schedule(exponential(longest / 4), cappedAt(longest), equalJitter(), spreadFirst(longest / 2));
  const error = new PushError('network', 'lost', { transient: true });
  let [attempt, previous, openedAt] = [0, 0, 0];
  return {
    opened: () => {
      openedAt = performance.now();
    },
    next: () => {
      if (openedAt > 0 && performance.now() - openedAt > STABLE) attempt = 0;
      openedAt = 0;
      previous =
        retry({ error, attempt: ++attempt, elapsed: 0, serverDelay: undefined, random: Math.random(), previous }) ?? 0;
      return previous;
    },
  };
}
