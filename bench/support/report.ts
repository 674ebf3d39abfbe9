import { mkdirSync, writeFileSync } from 'node:fs';
import { draw, type Chart } from './chart.ts';
import { environment, type Environment } from './environment.ts';
import { pageOf } from './markdown.ts';
import { writeOverview } from './overview.ts';
import { printed, type Table } from './table.ts';

/** A figure that the benchmark must reach. */
export interface Goal {
  /** What must hold, with the figure that was seen. */
  readonly text: string;
  readonly met: boolean;
  /** The figure does not depend on the machine, so a short run checks it too. */
  readonly exact?: boolean;
}

/** What one benchmark found. */
export interface Result {
  /** The name of its folder, and of its files. */
  readonly subject: string;
  readonly title: string;
  /** The method in a few plain sentences of Markdown. */
  readonly about: string;
  /** One line for the overview: where ngx-comet stands. */
  readonly summary: string;
  /** The packages that take part. Their installed versions are looked up. */
  readonly packages: readonly string[];
  /** The browser and its version, if one takes part. */
  readonly browser?: string;
  readonly tables: readonly Table[];
  readonly chart?: Chart;
  readonly goals: readonly Goal[];
  /** Whether every contestant delivered every message. */
  readonly delivered: boolean;
  /** The single measurements, for the JSON file. */
  readonly raw: unknown;
}

/** A result as it is in its JSON file. */
export interface Published extends Result {
  readonly environment: Environment;
}

/** Full runs are committed. */
const RESULTS = new URL('../results/', import.meta.url);
const SHORT = new URL('../../dist/bench/', import.meta.url);

/**
 * Prints the tables and the goals, and writes the page, the chart and the raw figures: of a full run to
 * `bench/results`, with the overview of all subjects; of a short run to `dist/bench`. Sets the exit code to 1 if
 * messages are missing or a goal is missed. A short run checks only the exact goals.
 */
export function publish(result: Result, { short }: { readonly short: boolean }): void {
  const published: Published = { ...result, environment: environment(result.packages) };
  console.log(printedResult(published));
  const folder = short ? SHORT : RESULTS;
  mkdirSync(folder, { recursive: true });
  const write = (ending: string, text: string): void => {
    writeFileSync(new URL(`${result.subject}.${ending}`, folder), text);
  };
  write('json', `${JSON.stringify(published)}\n`);
  write('md', pageOf(published));
  if (result.chart !== undefined) write('svg', draw(result.chart));
  if (!short) writeOverview(folder);
  const missed = result.goals.some(({ met, exact = false }) => !met && (exact || !short));
  if (missed || !result.delivered) process.exitCode = 1;
}

function printedResult({ title, tables, goals, delivered, browser, environment: where }: Published): string {
  const versions = Object.entries(where.packages).map(([name, version]) => `${name} ${version}`);
  return [
    title,
    [...(browser === undefined ? [] : [browser]), `Node ${where.node}`, where.machine].join(', '),
    ...(versions.length > 0 ? [versions.join(', ')] : []),
    ...tables.map((table) => `\n${printed(table)}`),
    '',
    ...goals.map(({ text, met }) => `${met ? '✓' : '✗'} ${text}`),
    delivered ? '✓ every message was delivered' : '✗ not every message was delivered',
  ].join('\n');
}
