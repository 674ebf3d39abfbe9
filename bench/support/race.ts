import type { TimedRun } from './drive.ts';
import type { Chart } from './chart.ts';
import { median } from './median.ts';
import type { Table } from './table.ts';

/** One contestant in a race. */
export interface Row {
  /** Its name in the table and in the page. */
  readonly name: string;
  /** Its feed, if it needs one in a format of its own. Default: that of the race. */
  readonly feed?: string;
  /** The part of the messages that it gets, because it is many times slower. Default 1. It is compared per message. */
  readonly share?: number;
}

/** Contestants that do the same work. The first is the minimal code for it: the limit. The second is ours. */
export interface Race {
  readonly title: string;
  readonly feed: string;
  readonly rows: readonly [limit: Row, ours: Row, ...peers: Row[]];
}

/** A row that has run. */
export interface Lap {
  readonly name: string;
  readonly messages: number;
  readonly runs: readonly TimedRun[];
}

/** A race that has run. */
export interface Ranking {
  readonly title: string;
  readonly limit: Standing;
  readonly ours: Standing;
  /** All, in the order of their processor time. */
  readonly standings: readonly Standing[];
}

export interface Standing {
  readonly name: string;
  /** Microseconds per message: the median of the runs. */
  readonly cpu: number;
  readonly clock: number;
  /** Undefined if every run delivered every message, and the right ones. */
  readonly fault: string | undefined;
}

const MICROSECONDS = 1_000;

/** `laps` are in the order of the rows of the race. */
export function rank({ title }: Pick<Race, 'title'>, laps: readonly Lap[]): Ranking {
  // The limit has the right sum. With fewer messages the sum is another one, so those are compared among themselves.
  const sums = new Map<number, number>();
  for (const { messages, runs } of laps) if (!sums.has(messages)) sums.set(messages, runs[0]?.sum ?? NaN);
  const standings = laps.map(({ name, messages, runs }) => ({
    name,
    cpu: median(runs.map(({ cpu }) => (cpu * MICROSECONDS) / messages)),
    clock: median(runs.map(({ ms }) => (ms * MICROSECONDS) / messages)),
    fault: faultOf(runs, messages, sums.get(messages)),
  }));
  const [limit, ours] = standings;
  if (limit === undefined || ours === undefined) throw new Error(`the race ${title} needs a limit and our contestant`);
  return { title, limit, ours, standings: [...standings].sort((a, b) => a.cpu - b.cpu) };
}

function faultOf(runs: readonly TimedRun[], messages: number, sum: number | undefined): string | undefined {
  const delivered = Math.min(...runs.map((run) => run.delivered));
  if (delivered < messages) return `${delivered} of ${messages}`;
  return runs.every((run) => run.sum === sum) ? undefined : 'not the same messages';
}

export function tableOf({ title, limit, standings }: Ranking): Table {
  return {
    title,
    columns: [
      'contestant',
      { title: 'CPU a message', unit: 'µs', digits: 2 },
      { title: 'of the limit', digits: 2 },
      { title: 'time a message', unit: 'µs', digits: 2 },
      { title: 'of the limit', digits: 2 },
      'delivered',
    ],
    rows: standings.map(({ name, cpu, clock, fault }) => [
      name,
      cpu,
      limit.cpu / cpu,
      clock,
      limit.clock / clock,
      fault ?? 'all',
    ]),
  };
}

/** The processor time of all but the limit, which is a line. */
export function chartOf({ limit, ours, standings }: Ranking, title: string): Chart {
  const bars = standings.filter(({ name }) => name !== limit.name);
  const values = bars.map(({ cpu }) => cpu);
  return {
    kind: 'bars',
    title,
    unit: 'µs of processor time a message; less is better',
    categories: bars.map(({ name }) => name),
    series: [{ name: 'CPU', values }],
    ours: [ours.name],
    limit: { name: 'limit', value: limit.cpu },
    log: Math.max(...values) > 20 * limit.cpu,
  };
}
