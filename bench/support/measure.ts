import { parseArgs } from 'node:util';
import { Arena, type Entry, type Start } from './drive.ts';
import { chartOf, rank, tableOf, type Lap, type Race, type Ranking, type Row } from './race.ts';
import { publish, type Goal, type Result } from './report.ts';
import type { Feed } from './site.ts';
import type { Table } from './table.ts';

/** Our contestant in `race` needs at most 1/`least` of the processor time of `against`. */
export interface Bar {
  readonly race: string;
  readonly against: string;
  readonly least: number;
}

export interface Benchmark {
  readonly subject: string;
  readonly title: string;
  readonly about: string;
  /** The module with the contestants. */
  readonly page: URL;
  readonly feeds: Readonly<Record<string, Feed>>;
  /** The first race is drawn. */
  readonly races: readonly [Race, ...Race[]];
  readonly bars: readonly Bar[];
  /** The contestants whose heap is measured. */
  readonly weighed: readonly Entry[];
  /** The packages whose versions are printed. */
  readonly packages: readonly string[];
  /** Messages per run, default 200,000; a tenth in a short run. */
  readonly messages?: number;
}

/** The options of the command line. */
export interface Flags {
  /** A quick run that does not check times. */
  readonly short: boolean;
  /** The sources instead of the built package. */
  readonly source: boolean;
  readonly rounds: number;
}

const MOST_GROWTH = 1024 * 1024;
const ROUNDS = 5;
const SHORT_ROUNDS = 1;

export function flagsOfCommand(rounds = ROUNDS, shortRounds = SHORT_ROUNDS): Flags {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      source: { type: 'boolean', default: false },
      rounds: { type: 'string' },
    },
  });
  const { short, source } = values;
  return { short, source, rounds: Number(values.rounds ?? (short ? shortRounds : rounds)) };
}

/**
 * Runs a benchmark with the options of the command line, and publishes its result: `--short` for a quick run,
 * `--rounds=N`, `--source` for the sources instead of the built package.
 */
export async function measure(benchmark: Benchmark): Promise<void> {
  const flags = flagsOfCommand();
  publish(await measured(benchmark, flags), flags);
}

/** The result of a benchmark in Chromium. */
export async function measured(benchmark: Benchmark, flags: Flags): Promise<Result> {
  const { short, source, rounds } = flags;
  const messages = (benchmark.messages ?? 200_000) / (short ? 10 : 1);
  const arena = await Arena.open(benchmark.page, benchmark.feeds, source);
  try {
    const laps = await run(arena, benchmark.races, messages, rounds);
    const rankings = laps.map(([race, all]) => rank(race, all));
    const heap = await weigh(arena, benchmark.weighed, short ? [1_000, 50_000] : [10_000, 1_000_000]);
    const { subject, title, packages, about } = benchmark;
    const [first] = rankings;
    if (first === undefined) throw new Error(`${subject} has no race`);
    return {
      subject,
      title,
      about: `${about.trim()}\n\n${methodOf(messages, rounds)}`,
      summary: rankings.map(summaryOf).join('; '),
      packages,
      browser: arena.version,
      tables: [...rankings.map(tableOf), ...heap.tables],
      chart: chartOf(first, `${title}: ${first.title}`),
      goals: [...benchmark.bars.map((bar) => goalOf(bar, rankings)), ...heap.goals],
      delivered: rankings.every(({ standings }) => standings.every(({ fault }) => fault === undefined)),
      raw: laps.map(([{ title: race }, all]) => ({ race, laps: all })),
    };
  } finally {
    await arena.close();
  }
}

async function run(arena: Arena, races: readonly Race[], messages: number, rounds: number): Promise<[Race, Lap[]][]> {
  const entries = races.flatMap((race) => race.rows.map((row) => entryOf(race, row, messages)));
  const laps = await arena.race(entries, rounds);
  return races.map((race) => [
    race,
    laps.splice(0, race.rows.length).map(({ name, messages: count, runs }) => ({ name, messages: count, runs })),
  ]);
}

function entryOf(race: Race, { name, feed = race.feed, share = 1 }: Row, messages: number): Start {
  return { name, feed, messages: Math.max(1, Math.round(messages * share)) };
}

function methodOf(messages: number, rounds: number): string {
  const count = messages.toLocaleString('en');
  return (
    `${count} messages a run, medians of ${rounds} interleaved rounds, each in a new page that is warmed up first. ` +
    'CPU is the processor time of the page’s thread, which other programs hardly change. The limit is the minimal ' +
    'code for the same work; 1.00 of the limit is as fast as the limit. Contestants that are many times slower get ' +
    'fewer messages, and all are compared per message.'
  );
}

function summaryOf({ title, ours, limit, standings }: Ranking): string {
  const peer = standings.find(({ name }) => name !== ours.name && name !== limit.name);
  const ratio = (cpu: number): string => (limit.cpu / cpu).toFixed(2);
  const best = peer === undefined ? '' : `, best peer ${peer.name} ${ratio(peer.cpu)}`;
  return `${title}: ${ratio(ours.cpu)} of the limit${best}`;
}

function goalOf({ race, against, least }: Bar, rankings: readonly Ranking[]): Goal {
  const ranking = rankings.find(({ title }) => title === race);
  const rival = ranking?.standings.find(({ name }) => name === against);
  if (ranking === undefined || rival === undefined) throw new Error(`${against} is not in the race ${race}`);
  const ratio = rival.cpu / ranking.ours.cpu;
  return {
    text: `${race}: ${ranking.ours.name} at ${ratio.toFixed(2)} of ${against} by CPU, the goal is ${least}`,
    met: ratio >= least,
  };
}

async function weigh(
  arena: Arena,
  entries: readonly Entry[],
  [few, many]: readonly [number, number],
): Promise<{ tables: Table[]; goals: Goal[] }> {
  const rows: [name: string, before: number, grown: number][] = [];
  for (const entry of entries) {
    // The first connection includes one-time costs.
    const [, before = 0, after = 0] = await arena.heapAfter(entry, [few, few, many]);
    rows.push([`${entry.name}, ${nameOf(entry.feed)}`, before / 1024, (after - before) / 1024]);
  }
  if (rows.length === 0) return { tables: [], goals: [] };
  const [fewer, more] = [few, many].map((count) => count.toLocaleString('en'));
  const columns = [
    'contestant, feed',
    { title: `heap after ${fewer ?? ''} messages`, unit: 'KiB' },
    { title: `more after ${more ?? ''}`, unit: 'KiB' },
  ];
  return {
    tables: [{ title: 'Heap while connected', columns, rows }],
    goals: rows.map(([name, , grown]) => ({
      text: `${name}: ${grown.toFixed(0)} KiB more heap after ${more ?? ''} messages, the goal is at most 1,024`,
      met: grown * 1024 <= MOST_GROWTH,
      exact: true,
    })),
  };
}

/** A feed may be the URL of a server of its own. */
function nameOf(feed: string): string {
  return decodeURIComponent(feed).split('/').at(-1) ?? feed;
}
