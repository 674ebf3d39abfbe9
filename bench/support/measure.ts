import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Arena, type Entry, type Timing } from './drive.ts';
import type { Feed } from './site.ts';

/** A contestant, and the one whose time is its limit: the minimal code for the same work. */
export interface Row extends Entry {
  readonly limit: string;
}

/** `contestant` must run at least `least` times as fast as `against`. */
export interface Goal {
  readonly contestant: string;
  readonly against: string;
  readonly least: number;
}

export interface Benchmark {
  readonly title: string;
  /** The module with the contestants. */
  readonly page: URL;
  readonly feeds: Readonly<Record<string, Feed>>;
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
  /** The contestants whose heap is measured. */
  readonly weighed: readonly Entry[];
  /** The packages whose versions are printed. */
  readonly packages: readonly string[];
  /** Messages per run, default 200,000; a tenth with `--short`. */
  readonly messages?: number;
}

const MOST_GROWTH = 1024 * 1024;
const RESULTS = new URL('../results/', import.meta.url);
const ROOT = new URL('../../', import.meta.url);

/**
 * Runs a benchmark with the options of the command line: `--short` for a quick run, `--rounds=N`, `--source` for the
 * sources instead of the built package, `--row=<contestant>` for one contestant and its limit. Ends with exit code 1 if
 * messages are missing or a goal is missed; `--short` does not check times.
 */
export async function measure(benchmark: Benchmark): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      source: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      row: { type: 'string', multiple: true },
    },
  });
  const { short, source, row } = flags;
  const { rows, goals, weighed } = row === undefined ? benchmark : only(row, benchmark);
  const messages = (benchmark.messages ?? 200_000) / (short ? 10 : 1);
  const rounds = Number(flags.rounds ?? (short ? 3 : 7));
  const arena = await Arena.open(benchmark.page, benchmark.feeds, source);
  try {
    console.log(
      `${benchmark.title}: ${messages.toLocaleString('en')} messages, medians of ${rounds} interleaved rounds`,
    );
    console.log(`${arena.version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
    console.log(`${benchmark.packages.map((name) => `${name} ${versionOf(name)}`).join(', ')}\n`);
    const timings = await arena.race(rows, messages, rounds);
    const complete = report(rows, timings, messages);
    const fast = judge(goals, timings);
    if (row === undefined) keep(benchmark, { messages, rounds, timings }, short);
    const light = await weigh(arena, weighed, short ? [1_000, 50_000] : [10_000, 1_000_000]);
    if (!complete || !light || (!fast && !short)) process.exitCode = 1;
  } finally {
    await arena.close();
  }
}

function only(names: readonly string[], benchmark: Benchmark): Pick<Benchmark, 'rows' | 'goals' | 'weighed'> {
  const chosen = benchmark.rows.filter(({ name }) => names.includes(name));
  const named = new Set([...names, ...chosen.map(({ limit }) => limit)]);
  return {
    rows: benchmark.rows.filter(({ name }) => named.has(name)),
    goals: benchmark.goals.filter(({ contestant, against }) => named.has(contestant) && named.has(against)),
    weighed: benchmark.weighed.filter(({ name }) => named.has(name)),
  };
}

function report(rows: readonly Row[], timings: readonly Timing[], messages: number): boolean {
  const sums = new Map<string, number>();
  const lines = rows.map(({ name, feed, limit }) => {
    const timing = timingOf(name, timings);
    const least = timingOf(limit, timings);
    const { runs } = timing;
    const delivered = Math.min(...runs.map((run) => run.delivered));
    // Contestants with the same feed and the same kind of value have the same sum.
    const kind = `${feed} ${limit}`;
    const sum = sums.get(kind) ?? runs[0]?.sum ?? 0;
    sums.set(kind, sum);
    const whole = delivered === messages && runs.every((run) => run.sum === sum);
    const figures = (['ms', 'cpu'] as const).flatMap((what) => [
      median(timing, what).toFixed(0),
      (median(least, what) / median(timing, what)).toFixed(3),
    ]);
    return { whole, cells: [name, ...figures, limit, whole ? 'all' : `${delivered} of ${messages}, or not the same`] };
  });
  const head = ['contestant', 'median, ms', 'of the limit', 'CPU, ms', 'of the limit', 'limit', 'delivered'];
  print([head, ...lines.map(({ cells }) => cells)]);
  return lines.every(({ whole }) => whole);
}

function judge(goals: readonly Goal[], timings: readonly Timing[]): boolean {
  console.log();
  return goals
    .map(({ contestant, against, least }) => {
      const [slow, fast] = [timingOf(contestant, timings), timingOf(against, timings)];
      const [ratio, byCpu] = (['ms', 'cpu'] as const).map((what) => median(fast, what) / median(slow, what));
      const met = (ratio ?? 0) >= least;
      const figures = `${ratio?.toFixed(3) ?? ''} (CPU ${byCpu?.toFixed(3) ?? ''})`;
      console.log(`${met ? '✓' : '✗'} ${contestant} at ${figures} of ${against}, the goal is ${least}`);
      return met;
    })
    .every(Boolean);
}

async function weigh(
  arena: Arena,
  entries: readonly Entry[],
  [few, many]: readonly [number, number],
): Promise<boolean> {
  let light = true;
  for (const entry of entries) {
    // The first connection includes one-time costs.
    const [, before = 0, after = 0] = await arena.heapAfter(entry, [few, few, many]);
    const met = after - before <= MOST_GROWTH;
    light &&= met;
    const [kept, grown] = [before, after - before].map((bytes) => `${(bytes / 1024).toFixed(0)} KiB`);
    const counts = `${many.toLocaleString('en')} messages than after ${few.toLocaleString('en')}`;
    console.log(`${met ? '✓' : '✗'} ${entry.name}: ${grown ?? ''} more heap after ${counts} (${kept ?? ''})`);
  }
  return light;
}

function keep({ title, packages }: Benchmark, figures: object, short: boolean): void {
  mkdirSync(RESULTS, { recursive: true });
  const versions = Object.fromEntries(packages.map((name) => [name, versionOf(name)]));
  const file = new URL(`${title}${short ? '-short' : ''}.json`, RESULTS);
  writeFileSync(file, JSON.stringify({ title, cpus: cpus().map(({ model }) => model), versions, ...figures }, null, 2));
}

function timingOf(name: string, timings: readonly Timing[]): Timing {
  const timing = timings.find((one) => one.name === name);
  if (timing === undefined) throw new Error(`there is no row called ${name}`);
  return timing;
}

function median({ runs }: Timing, what: 'ms' | 'cpu'): number {
  const sorted = runs.map((run) => run[what]).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, ROOT), 'utf8')) as {
    version: string;
  };
  return version;
}

function print(lines: readonly (readonly string[])[]): void {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines) console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
