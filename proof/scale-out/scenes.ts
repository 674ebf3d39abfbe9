import { setTimeout as wait } from 'node:timers/promises';
import { milliseconds, quantile } from '../../tools/proof/table.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Load, Verdict } from './load.ts';
import { statusOfNewcomer } from './newcomer.ts';
import type { Plan } from './plan.ts';
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
    play: async ({ load, publisher, plan }) => {
      const target = publisher.sent + plan.steady;
      await publisher.reaches(target);
      await load.caughtUp(target);
      const { same, other } = await load.latencies();
      return { figures: [`through the same node ${spread(same)}`, `through the other node ${spread(other)}`] };
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
  const before = await load.states(publisher.sent);
  await cluster.stopRedis();
  // Half of the time in which the silence is not yet noticed.
  await wait(plan.idleTimeout / 2);
  const during = await load.states(publisher.sent);
  const status = await statusOfNewcomer(cluster, feed);
  await wait(plan.redisDown - plan.idleTimeout / 2);
  const after = await load.states(publisher.sent);
  const silent = after.comet.losses['silence'] ?? 0;
  const open = (states: typeof before): number => [states.comet, ...states.lean].reduce((sum, s) => sum + s.streams, 0);
  const watched = plan.comet.reduce((sum, { kind, count }) => sum + (kind === 'pollingStream$' ? 0 : count), 0);

  await cluster.startRedis();
  const began = performance.now();
  await publisher.reaches(publisher.sent + 1);
  const accepted = performance.now() - began;
  const figures = await recovery(load, publisher);
  const broken: string[] = [];
  if (open(during) < open(before)) broken.push(`${open(before) - open(during)} streams were closed`);
  if (status !== 503) broken.push(`a new subscriber got ${status} instead of 503`);
  if (silent < watched) broken.push(`idleTimeout noticed ${silent} of ${watched} silent streams`);
  return {
    figures: [
      `${open(during)} of ${open(before)} streams stayed open and silent`,
      `a newcomer got ${status}`,
      `idleTimeout ended ${silent} of ${watched} streams`,
      `publishing again ${milliseconds(accepted)} after the start of Redis`,
      ...figures,
    ],
    broken,
  };
}

/** Waits until all have the next messages, and measures how long they had no connection. */
async function recovery(load: Load, publisher: Publisher): Promise<string[]> {
  const began = performance.now();
  const target = publisher.sent + 2;
  await publisher.reaches(target);
  await load.caughtUp(target);
  const { outages } = await load.latencies();
  return [
    `${outages.length} connections lost`,
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
