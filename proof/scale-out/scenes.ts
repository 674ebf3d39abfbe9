import { setTimeout as wait } from 'node:timers/promises';
import { milliseconds, quantile } from '../../tools/proof/table.ts';
import type { Cluster } from './cluster/cluster.ts';
import { processorTime } from './footprint.ts';
import type { Load, Verdict } from './load.ts';
import { statusOfNewcomer } from './newcomer.ts';
import { type Plan, subscribersOf } from './plan.ts';
import type { Publisher } from './publisher.ts';

export interface Stage {
  readonly cluster: Cluster;
  readonly load: Load;
  readonly publisher: Publisher;
  readonly plan: Plan;
  readonly feed: string;
}

export interface Played {
  readonly title: string;
  readonly sent: number;
  readonly verdict: Verdict;
  /** What was measured. */
  readonly figures: string;
  /** Beside lost messages: promises that did not hold. */
  readonly broken: readonly string[];
}

interface Scene {
  readonly title: string;
  /** What happens, and what is measured of it. */
  play(stage: Stage): Promise<{ readonly figures?: readonly string[]; readonly broken?: readonly string[] }>;
}

export const SCENES: readonly Scene[] = [
  {
    title: 'nothing fails',
    play: async ({ cluster, load, publisher, plan }) => {
      const [before, from] = [processorTime(cluster), publisher.sent];
      const target = from + plan.steady;
      await publisher.reaches(target);
      await load.caughtUp(target);
      const after = processorTime(cluster);
      const { same, other } = await load.latencies();
      const deliveries = (publisher.sent - from) * subscribersOf(plan);
      const each = (program: 'nginx' | 'haproxy'): string =>
        `${program} ${Math.round(((after[program] - before[program]) / deliveries) * 1_000_000)} µs`;
      return {
        figures: [
          `through the same node ${spread(same)}`,
          `through the other node ${spread(other)}`,
          `processor time of a delivery: ${each('nginx')}, ${each('haproxy')}`,
        ],
      };
    },
  },
  {
    title: 'a node is killed',
    play: async ({ cluster, load, publisher }) => {
      await cluster.killNode('a');
      const figures = await recovery(load, publisher);
      await cluster.startNode('a');
      return { figures };
    },
  },
  {
    title: 'haproxy is reloaded',
    play: async ({ cluster, load, publisher, feed }) => {
      const { oldEnded } = await cluster.reloadFront();
      let [done, refused] = [false, 0];
      const newcomers = (async () => {
        while (!done) {
          if ((await statusOfNewcomer(cluster, feed)) !== 200) refused++;
          await wait(20);
        }
      })();
      await oldEnded;
      done = true;
      await newcomers;
      const figures = await recovery(load, publisher);
      return {
        figures: [...figures, `${refused} newcomers refused`],
        broken: refused === 0 ? [] : [`${refused} new subscribers were refused during the reload`],
      };
    },
  },
  { title: 'Redis is stopped and started', play: redisRestart },
  {
    title: 'messages are forgotten while nobody is connected',
    play: async ({ cluster, load, publisher }) => {
      await cluster.stopFront();
      // These are gone, and the next ones are what a cursor that nchan does not know any more is answered with.
      await publisher.reaches(publisher.sent + 3);
      await publisher.forget();
      await publisher.reaches(publisher.sent + 2);
      await cluster.startFront();
      return { figures: await recovery(load, publisher) };
    },
  },
];

async function redisRestart(stage: Stage): Promise<{ figures: readonly string[]; broken: readonly string[] }> {
  const { cluster, load, publisher, plan, feed } = stage;
  const leanStreams = async (): Promise<number> =>
    (await load.states(publisher.sent)).lean.reduce((sum, { streams }) => sum + streams, 0);
  const watched = plan.comet.reduce((sum, { kind, count }) => sum + (kind === 'pollingStream$' ? 0 : count), 0);
  const before = await leanStreams();
  const stopped = performance.now();
  await cluster.stopRedis();
  const status = await statusOfNewcomer(cluster, feed);
  const silent = await silenceNoticed(load, watched, plan.patience);
  await wait(Math.max(0, plan.redisDown - (performance.now() - stopped)));
  const open = await leanStreams();

  await cluster.startRedis();
  const began = performance.now();
  await publisher.reaches(publisher.sent + 1);
  const accepted = performance.now() - began;
  const figures = await recovery(load, publisher);
  return {
    figures: [
      `${open} of ${before} lean streams stayed open and silent`,
      `a newcomer got ${status}`,
      `idleTimeout ended ${silent} of ${watched} streams of ngx-comet`,
      `publishing again ${milliseconds(accepted)} after the start of Redis`,
      ...figures,
    ],
    broken: [
      ...(open < before ? [`${before - open} streams were closed`] : []),
      ...(status === 503 ? [] : [`a new subscriber got ${status} instead of 503`]),
      ...(silent < watched ? [`idleTimeout noticed ${silent} of ${watched} silent streams`] : []),
    ],
  };
}

/** How many streams of ngx-comet `idleTimeout` has ended, as soon as it has ended so many. */
async function silenceNoticed(load: Load, expected: number, patience: number): Promise<number> {
  const deadline = performance.now() + patience;
  for (;;) {
    const { comet } = await load.states(0);
    const silent = comet.losses['silence'] ?? 0;
    if (silent >= expected || performance.now() > deadline) return silent;
    await wait(100);
  }
}

/** Waits until all have the next messages, and measures how long they had no connection. */
async function recovery(load: Load, publisher: Publisher): Promise<string[]> {
  const began = performance.now();
  const target = publisher.sent + 2;
  await publisher.reaches(target);
  await load.caughtUp(target);
  const reasons = await load.losses();
  const { outages } = await load.latencies();
  return [
    `${outages.length} connections lost (with failed attempts: ${reasons})`,
    ...(outages.length > 0 ? [`back after ${spread(outages)}`] : []),
    `all caught up after ${milliseconds(performance.now() - began)}`,
  ];
}

const spread = (values: readonly number[]): string =>
  `${milliseconds(quantile(values, 0.5))} (99 %: ${milliseconds(quantile(values, 0.99))}, most: ${milliseconds(quantile(values, 1))})`;

export async function play({ title, play: act }: Scene, stage: Stage): Promise<Played> {
  const { load, publisher } = stage;
  const from = publisher.sent + 1;
  await load.latencies();
  const { figures = [], broken = [] } = await act(stage);
  const to = publisher.sent;
  const behind = await load.caughtUp(to);
  return {
    title,
    sent: to - from + 1,
    verdict: await load.check(from, to),
    figures: figures.join('; '),
    broken: behind === 0 ? broken : [...broken, `${behind} subscribers never caught up`],
  };
}
