import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Arena, type Start, type Timing, type TimedRun } from '../support/drive.ts';
import { flagsOfCommand } from '../support/measure.ts';
import { chartOf, rank, type Ranking } from '../support/race.ts';
import { publish } from '../support/report.ts';
import type { Table } from '../support/table.ts';
import { EVENTS, FORMS, SIZES } from './forms.ts';

const OWN = new URL('../../projects/ngx-comet/core/src/framing/sse-parser.ts', import.meta.url);
const OTHERS = ['ngx-comet', 'eventsource-parser', 'fetch-event-source'];
const RUNS_OF_A_TURN = 3;
/** Milliseconds of a turn in the browser. */
const TURN = 100;

const flags = flagsOfCommand();
const messages = flags.short ? EVENTS : 5 * EVENTS;

const races = Object.keys(FORMS).flatMap((form) => SIZES.map((size) => ({ form, size })));
const starts: readonly Start[] = races.flatMap(({ form, size }) =>
  [`scanner, ${form}`, ...OTHERS].map((name) => ({ name, feed: encodeURIComponent(`${form}/${size}`), messages })),
);

async function bundled(entry: URL, options: { readonly globalName?: string } = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
    ...options,
  });
  return outputFiles[0]?.text ?? '';
}

/** Each turn in a process of its own, as each turn in the browser has a page of its own. */
function raceInNode(script: string, rounds: number): Timing[] {
  const timings = starts.map((start) => ({ ...start, runs: [] as TimedRun[] }));
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} in Node `);
    for (const { name, feed, runs } of timings) {
      const output = execFileSync(process.execPath, [script, name, feed, String(messages), String(RUNS_OF_A_TURN)]);
      runs.push(...(JSON.parse(output.toString()) as TimedRun[]));
      process.stderr.write('.');
    }
    process.stderr.write('\n');
  }
  return timings;
}

function rankings(timings: readonly Timing[]): Ranking[] {
  const each = 1 + OTHERS.length;
  return races.map(({ form, size }, n) => {
    const laps = timings.slice(n * each, (n + 1) * each);
    return rank({ title: `${form}, ${size.toLocaleString('en')} B` }, laps);
  });
}

function tableOf(title: string, all: readonly Ranking[]): Table {
  const cpu = ({ standings }: Ranking, name: string): number =>
    standings.find((standing) => standing.name === name)?.cpu ?? NaN;
  const figure = (name: string): { title: string; unit: string; digits: number } => ({
    title: name,
    unit: 'µs',
    digits: 3,
  });
  return {
    title,
    columns: [
      'stream, bytes of a chunk',
      figure('scanner'),
      ...OTHERS.map(figure),
      { title: 'ngx-comet of the scanner', digits: 2 },
      { title: 'of eventsource-parser', digits: 2 },
    ],
    rows: all.map((ranking) => [
      ranking.title,
      ranking.limit.cpu,
      ...OTHERS.map((name) => cpu(ranking, name)),
      ranking.limit.cpu / ranking.ours.cpu,
      cpu(ranking, 'eventsource-parser') / ranking.ours.cpu,
    ]),
  };
}

const own = await bundled(OWN, { globalName: 'ownGrammar' });
const folder = new URL('../../dist/bench/', import.meta.url);
mkdirSync(folder, { recursive: true });
const script = fileURLToPath(new URL('grammar.cjs', folder));
writeFileSync(script, own + (await bundled(new URL('in-node.ts', import.meta.url))));
const inNode = rankings(raceInNode(script, flags.rounds));
const arena = await Arena.open(new URL('page.ts', import.meta.url), {}, flags.source, own);
try {
  const timings = await arena.race(starts, flags.rounds, TURN);
  const inChromium = rankings(timings);
  const all = [...inChromium, ...inNode];
  const [first] = inChromium;
  if (first === undefined) throw new Error('there is no race');
  const best = Math.max(...all.map(({ limit, ours }) => limit.cpu / ours.cpu));
  const least = Math.min(...all.map(({ limit, ours }) => limit.cpu / ours.cpu));
  publish(
    {
      subject: 'grammar',
      title: 'The grammar of event streams',
      about: `
From bytes in memory to events, without a network. The grammars that take text come after one streaming
\`TextDecoder\`; fetch-event-source’s takes bytes. The scanner is the minimal code for the form of the stream: it is no
grammar. Ours is not public, so it is compiled from its file in the sources. Each turn has a new page, or a new process of
Node. ${messages.toLocaleString('en')} events a run, medians of ${flags.rounds} interleaved rounds; processor time per
event. eventsource-client brings an older version of eventsource-parser, which is not measured here.`,
      summary: `${least.toFixed(2)} to ${best.toFixed(2)} of a scanner that is no grammar`,
      packages: ['eventsource-parser', '@microsoft/fetch-event-source'],
      browser: arena.version,
      tables: [tableOf('In Chromium', inChromium), tableOf('In Node', inNode)],
      chart: chartOf(first, `The grammar of event streams in Chromium: ${first.title} a chunk`),
      goals: [],
      delivered: all.every(({ standings }) => standings.every(({ fault }) => fault === undefined)),
      raw: { inChromium, inNode },
    },
    flags,
  );
} finally {
  await arena.close();
}
