import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { defaultRetry, PushError } from 'ngx-comet/core';
import { type Scene, scenes } from './scenes.ts';
import { type Client, idealOf, lateness, type Outcome, simulate, type Storm } from './simulate.ts';

interface Row {
  readonly name: string;
  readonly free: Outcome;
  readonly costly: Outcome;
  /** Mean seconds that a single client is late, by the seconds of the outage. */
  readonly late: Record<number, number | null>;
}

interface Bar {
  readonly what: string;
  readonly holds: boolean;
}

const REFUSAL_COST = 1 / 50;
const COSTS = ['free', 'costly'] as const;
const OUTAGES = [5, 60, 300];
/** How late a single client may be, in seconds, by the seconds of the outage. */
const LATEST: readonly (readonly [outage: number, seconds: number])[] = [
  [5, 4],
  [60, 8],
];
const RESULTS = new URL('../results/', import.meta.url);

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const clients = flags.short ? 20_000 : 1_000_000;
const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;

console.log(`${clients.toLocaleString('en')} clients; ${machine}`);
console.log('Each cell: refusing is free / refusing costs a fiftieth of accepting');
const results = scenes(clients).map((scene) => {
  const rows = scene.clients.map(({ name, version, client, lockstep }) => ({
    name: `${name} ${version}`,
    ...outcomes(scene.storm, client, lockstep),
    late: Object.fromEntries(OUTAGES.map((seconds) => [seconds, lateness(seconds * 1_000, client, 5_000)])),
  }));
  report(scene, rows);
  return { scene: scene.name, storm: scene.storm, rows, bars: barsOf(scene, rows) };
});
const bars = [...barsAlone(), ...results.flatMap((result) => result.bars)];
console.log(`\n${bars.map(({ what, holds }) => `${holds ? 'holds ' : 'MISSED'}  ${what}`).join('\n')}`);
mkdirSync(RESULTS, { recursive: true });
const result = { date: new Date().toISOString(), machine, refusalCost: REFUSAL_COST, results, bars };
writeFileSync(new URL(flags.short ? 'storm-short.json' : 'storm.json', RESULTS), JSON.stringify(result, null, 2));
process.exitCode = bars.every(({ holds }) => holds) ? 0 : 1;

function outcomes(storm: Scene['storm'], client: Client, lockstep: boolean): Pick<Row, 'free' | 'costly'> {
  const run = (refusalCost: number): Outcome => simulate({ ...storm, refusalCost } satisfies Storm, client, lockstep);
  return { free: run(0), costly: run(REFUSAL_COST) };
}

/** Figures are per million clients, also for fewer clients. */
function report({ name, storm }: Scene, rows: readonly Row[]): void {
  const million = 1_000_000 / clients;
  const both = (row: Row, cell: (outcome: Outcome) => string): string =>
    COSTS.map((cost) => cell(row[cost])).join(' / ');
  console.log(`\n${name}; the ideal is ${idealOf({ ...storm, refusalCost: 0 }).toFixed(0)} s\n`);
  const header = ['client', '99 % back, s', 'peak, k/s', 'attempts, M', ...OUTAGES.map((s) => `alone after ${s} s`)];
  const lines = rows.map((row) => [
    row.name,
    both(row, backIn),
    both(row, ({ peak }) => ((peak * million) / 1_000).toFixed(0)),
    both(row, ({ attempts }) => ((attempts * million) / 1_000_000).toFixed(2)),
    ...OUTAGES.map((seconds) => lateBy(row.late[seconds] ?? null)),
  ]);
  for (const cells of [header, header.map(() => '---'), ...lines]) console.log(`| ${cells.join(' | ')} |`);
}

function backIn({ back99, back }: Outcome): string {
  return back99 === null ? `never (${Math.floor(back * 100)} %)` : back99.toFixed(0);
}

function lateBy(seconds: number | null): string {
  return seconds === null ? 'gave up' : `+${seconds.toFixed(1)} s`;
}

/** A single client that lost its network: how soon its first retry comes, and how late it is after an outage. */
function barsAlone(): readonly Bar[] {
  const retry = defaultRetry();
  const error = new PushError('network', 'refused', { transient: true });
  const client: Client = (moment) => retry({ ...moment, error, serverDelay: undefined });
  const first = client({ attempt: 1, elapsed: 0, random: 1 - Number.EPSILON, previous: 0, own: 0 }) ?? Infinity;
  return [
    { what: `a first retry comes within 3 s: ${(first / 1_000).toFixed(3)} s at the latest`, holds: first < 3_000 },
    ...LATEST.map(([outage, most]) => {
      const late = lateness(outage * 1_000, client, 50_000) ?? Infinity;
      return {
        what: `a client alone is back ${most} s after an outage of ${outage} s: ${late.toFixed(2)} s`,
        holds: late <= most,
      };
    }),
  ];
}

function barsOf({ name, storm, slowest, againstPeers, highestPeak }: Scene, [own, ...others]: readonly Row[]): Bar[] {
  if (own === undefined) return [];
  const found: Bar[] = [];
  const ideal = idealOf({ ...storm, refusalCost: 0 });
  for (const [n, cost] of COSTS.entries()) {
    const { back99, peak, attempts } = own[cost];
    const where = `${name}, refusing is ${cost}`;
    const times = (back99 ?? Infinity) / ideal;
    const most = slowest[n];
    const wanted = most === undefined ? '99 % are back' : `99 % are back within ${most} times the ideal`;
    found.push({ what: `${where}: ${wanted}: ${times.toFixed(2)} times`, holds: times <= (most ?? Number.MAX_VALUE) });
    if (highestPeak !== undefined) {
      const share = peak / storm.clients;
      const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
      found.push({
        what: `${where}: at most ${percent(highestPeak)} of the clients in one second: ${percent(share)}`,
        holds: share <= highestPeak,
      });
    }
    if (!againstPeers) continue;
    const rivals = others.filter((other) => other[cost].back99 !== null);
    const beaten = (what: string, better: (rival: Outcome) => boolean): void => {
      const worse = rivals.filter((rival) => !better(rival[cost])).map((rival) => rival.name);
      const but = worse.length === 0 ? '' : `; not than ${worse.join(', ')}`;
      found.push({
        what: `${where}: ${what} than ${rivals.length} peers that bring all back${but}`,
        holds: but === '',
      });
    };
    beaten('a lower peak', (rival) => peak < rival.peak);
    beaten('fewer attempts', (rival) => attempts < rival.attempts);
  }
  return found;
}
