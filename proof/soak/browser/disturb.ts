// What happens to the network and the server while the pages soak. A seed gives the same plan again.
import type { BrowserContext } from '@playwright/test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Numbers } from './numbers.ts';
import type { PushProcess } from './push-process.ts';
import type { SoakTabs } from './soak-tabs.ts';

export interface Stage {
  readonly server: PushProcess;
  readonly numbers: Numbers;
  readonly context: BrowserContext;
  readonly tabs: SoakTabs;
  readonly random: () => number;
}

const TRANSPORTS = ['polling', 'long-polling', 'http-stream', 'sse', 'websocket', 'jsonp'];

function between(random: () => number, least: number, most: number): number {
  return Math.round(least + random() * (most - least));
}

function pick<T>(random: () => number, values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}

/** One transport, or all of them. */
function scope(random: () => number): { readonly transport?: string } {
  return random() < 0.6 ? { transport: pick(random, TRANSPORTS) } : {};
}

type Disturbance = (stage: Stage) => Promise<unknown>;

const ofServer =
  (name: string, query: (random: () => number) => Record<string, string | number>): Disturbance =>
  ({ server, random }) =>
    server.fault(name, query(random));

const DISTURBANCES: Readonly<Record<string, Disturbance>> = {
  drop: ofServer('drop', scope),
  'orderly end': ofServer('drop', (random) => ({ ...scope(random), graceful: 1 })),
  close: ofServer('close', (random) => ({ code: pick(random, [1001, 1011, 1012, 3000]) })),
  refuse: async ({ server, random }) => {
    const where = scope(random);
    await server.fault('refuse', { ...where, ms: between(random, 300, 2_500) });
    await server.fault('drop', where);
  },
  delay: ofServer('delay', (random) => ({ ...scope(random), ms: between(random, 100, 900), for: 2_000 })),
  unavailable: async ({ server, random }) => {
    const where = scope(random);
    await server.fault('unavailable', { ...where, ms: between(random, 300, 2_000), retryAfter: 1 });
    await server.fault('drop', where);
  },
  'busy status': async ({ server, random }) => {
    const where = scope(random);
    const code = pick(random, [408, 425, 429, 500, 502, 504]);
    await server.fault('status', { ...where, code, ms: between(random, 300, 2_000) });
    await server.fault('drop', where);
  },
  'captive portal': async ({ server, random }) => {
    await server.fault('html', { ms: between(random, 300, 1_500) });
    await server.fault('drop');
  },
  silence: ofServer('silence', (random) => ({ ...scope(random), ms: between(random, 500, 6_000) })),
  buffer: ofServer('buffer', (random) => ({ ms: between(random, 500, 5_000) })),
  garbage: ofServer('garbage', (random) => ({ ...scope(random), feed: pick(random, ['soak', 'slow']), count: 1 })),
  replay: ofServer('replay', (random) => ({ ...scope(random), count: 3, ms: 3_000 })),
  rotate: ofServer('rotate', (random) => ({ ...scope(random), every: between(random, 200, 900), ms: 3_000 })),
  cut: ofServer('cut', (random) => ({ ...scope(random), every: between(random, 200, 900), ms: 3_000 })),
  trim: ({ server, numbers }) => {
    numbers.serverForgets();
    return server.fault('trim');
  },
  restart: async ({ server, numbers, random }) => {
    numbers.serverForgets();
    await server.fault('restart', { ms: between(random, 0, 800) });
  },
  kill: async ({ server, numbers, random }) => {
    numbers.serverForgets();
    await server.kill();
    await wait(between(random, 50, 1_500));
    await server.start();
  },
  offline: async ({ context, random }) => {
    await context.setOffline(true);
    await wait(between(random, 300, 2_500));
    await context.setOffline(false);
  },
  reload: ({ tabs, random }) => tabs.reload(random()),
  'close and open a tab': ({ tabs, random }) => tabs.replace(random()),
  'subscribe again': ({ tabs, random }) => tabs.again(random()),
  'subscribe again everywhere': ({ tabs }) => tabs.againEverywhere(),
};

const NAMES = Object.keys(DISTURBANCES);

/** Disturbs until `isOver`. Returns how often each disturbance came. */
export async function disturb(stage: Stage, isOver: () => boolean): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  let bag: string[] = [];
  while (!isOver()) {
    // Each comes once before one comes again, so that a short run has all of them too.
    if (bag.length === 0) bag = shuffled(NAMES, stage.random);
    const name = bag.pop() ?? 'drop';
    counts[name] = (counts[name] ?? 0) + 1;
    await DISTURBANCES[name]?.(stage);
    await wait(between(stage.random, 1_500, 5_500));
  }
  return counts;
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
