import { parseArgs } from 'node:util';
import { defaultRetry, PushError } from 'ngx-comet/core';
import { publish } from '../support/report.ts';
import type { Table } from '../support/table.ts';
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

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const clients = flags.short ? 20_000 : 1_000_000;

const results = scenes(clients).map((scene) => {
  const rows = scene.clients.map(({ name, version, client, lockstep }) => ({
    name: `${name} ${version}`,
    ...outcomes(scene.storm, client, lockstep),
    late: Object.fromEntries(OUTAGES.map((seconds) => [seconds, lateness(seconds * 1_000, client, 5_000)])),
  }));
  return { scene: scene.name, storm: scene.storm, rows, table: tableOf(scene, rows), bars: barsOf(scene, rows) };
});
const bars = [...barsAlone(), ...results.flatMap((result) => result.bars)];
const met = bars.filter(({ holds }) => holds).length;
const [lost] = results;
const brought = (lost?.rows ?? []).filter(({ costly }) => costly.back99 !== null);
publish(
  {
    subject: 'storm',
    title: 'A million clients reconnect',
    about: `
A server drops its ${clients.toLocaleString('en')} clients, and accepts 5,000 a second (for a million clients; in
proportion for fewer). It refuses the others at once. Each client waits by \`defaultRetry()\`, or by the default schedule
of another library. The time is simulated in steps of 1 ms. Each cell: refusing is free / refusing costs a fiftieth of
accepting. [The scenes and the columns](../README.md#storm-a-million-clients-reconnect).`,
    summary: `${met} of ${bars.length} bars hold for \`defaultRetry()\``,
    packages: [],
    tables: results.map(({ table }) => table),
    chart: {
      kind: 'bars',
      title: 'All are lost at once, and refusing costs a fiftieth: until 99 % are back',
      unit: 's, simulated; less is better. Libraries that never bring them back are left out',
      categories: brought.map(({ name }) => name),
      series: [{ name: '99 % back', values: brought.map(({ costly }) => costly.back99) }],
      ours: brought.slice(0, 1).map(({ name }) => name),
    },
    goals: bars.map(({ what, holds }) => ({ text: what, met: holds, exact: true })),
    delivered: true,
    raw: { refusalCost: REFUSAL_COST, results },
  },
  flags,
);

function outcomes(storm: Scene['storm'], client: Client, lockstep: boolean): Pick<Row, 'free' | 'costly'> {
  const run = (refusalCost: number): Outcome => simulate({ ...storm, refusalCost } satisfies Storm, client, lockstep);
  return { free: run(0), costly: run(REFUSAL_COST) };
}

/** Figures are per million clients, also for fewer clients. */
function tableOf({ name, storm }: Scene, rows: readonly Row[]): Table {
  const million = 1_000_000 / clients;
  const both = (row: Row, cell: (outcome: Outcome) => string): string =>
    COSTS.map((cost) => cell(row[cost])).join(' / ');
  const columns = ['client', '99 % back, s', 'peak, k/s', 'attempts, M', ...OUTAGES.map((s) => `alone after ${s} s`)];
  const lines = rows.map((row) => [
    row.name,
    both(row, backIn),
    both(row, ({ peak }) => ((peak * million) / 1_000).toFixed(0)),
    both(row, ({ attempts }) => ((attempts * million) / 1_000_000).toFixed(2)),
    ...OUTAGES.map((seconds) => lateBy(row.late[seconds] ?? null)),
  ]);
  return { title: `${name}; the ideal is ${idealOf({ ...storm, refusalCost: 0 }).toFixed(0)} s`, columns, rows: lines };
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
