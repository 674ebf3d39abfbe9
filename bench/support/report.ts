import { mkdirSync, writeFileSync } from 'node:fs';
import { draw } from './chart.ts';
import { environment } from './environment.ts';
import { pageOf } from './markdown.ts';
import { writeOverview } from './overview.ts';
import type { Published, Result } from './result.ts';
import { printed } from './table.ts';

export type { Goal, Result } from './result.ts';

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
