import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/**
 * - `held`: what was promised was seen.
 * - `explained`: it was not seen, and `why` says why that is no fault of the library.
 * - `skipped`: it could not be run here, and `why` says what is missing.
 * - `red`: a promise was broken. `why` says what was seen instead.
 */
export type Outcome = 'held' | 'explained' | 'skipped' | 'red';

export interface ProofRow {
  /** One text per column of the table. */
  readonly cells: readonly string[];
  readonly outcome: Outcome;
  /** For every outcome but `held`. One sentence. */
  readonly why?: string;
}

export interface ProofTable {
  /** The name of the proof and of its file in docs/proof/, such as `conformance`. */
  readonly name: string;
  readonly title: string;
  /** What was asked and how it was measured. Markdown, some sentences. */
  readonly about: string;
  /** The command that makes this table. */
  readonly command: string;
  readonly columns: readonly string[];
  readonly rows: readonly ProofRow[];
  /** Figures of the whole run, such as `messages sent`, in the order to print them. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** What `npm run proof` reads of a table. */
export interface ProofSummary {
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly form: 'short' | 'full';
  /** The day of the run, such as `2026-11-30`. */
  readonly date: string;
  /** How long the command took. */
  readonly seconds: number;
  readonly held: number;
  readonly explained: number;
  readonly skipped: number;
  readonly red: number;
  readonly facts: Readonly<Record<string, string | number>>;
}

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(ROOT, 'docs', 'proof');
/** Short runs write here, so that a test run changes no file of the repository. */
const SCRATCH = join(ROOT, 'dist', 'proof');

/**
 * Prints the table. A full run also keeps it: `docs/proof/<name>.md` for readers and `docs/proof/<name>.json` with all
 * its rows. A short run writes both to `dist/proof/`.
 *
 * @returns the exit code of the command: 1 if a row is red
 */
export async function report(table: ProofTable, form: 'short' | 'full'): Promise<number> {
  const summary = summarise(table, form);
  print(table, summary);
  const folder = form === 'full' ? KEPT : SCRATCH;
  mkdirSync(folder, { recursive: true });
  await write(join(folder, `${table.name}.md`), markdown(table, summary));
  await write(join(folder, `${table.name}.json`), JSON.stringify({ ...summary, rows: table.rows }));
  return summary.red > 0 ? 1 : 0;
}

function summarise({ name, title, command, rows, facts = {} }: ProofTable, form: 'short' | 'full'): ProofSummary {
  const count = (outcome: Outcome): number => rows.filter((row) => row.outcome === outcome).length;
  return {
    name,
    title,
    command,
    form,
    date: new Date().toISOString().slice(0, 10),
    // Counted from the start of the process, which makes one table.
    seconds: Math.round(performance.now() / 1_000),
    held: count('held'),
    explained: count('explained'),
    skipped: count('skipped'),
    red: count('red'),
    facts,
  };
}

/** A line of figures, such as `41 held, 2 explained, 0 skipped, 0 red`. */
export function tally({ held, explained, skipped, red }: ProofSummary): string {
  return `${held} held, ${explained} explained, ${skipped} skipped, ${red} red`;
}

function print({ title, columns, rows, facts = {} }: ProofTable, summary: ProofSummary): void {
  const lines = [[...columns, 'outcome'], ...rows.map((row) => [...row.cells, outcomeText(row)])];
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  console.log(`\n${title}`);
  for (const cells of lines) console.log(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  for (const [fact, value] of Object.entries(facts)) console.log(`${fact}: ${value}`);
  console.log(tally(summary));
}

function markdown({ title, about, columns, rows, facts = {} }: ProofTable, summary: ProofSummary): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [
    `# ${title}`,
    about,
    `Made by \`${summary.command}\` on ${summary.date}. Do not edit. ${tally(summary)}.`,
    Object.entries(facts)
      .map(([fact, value]) => `- ${fact}: ${value}`)
      .join('\n'),
    [
      line([...columns, 'outcome']),
      line([...columns, ''].map(() => '---')),
      ...rows.map((row) => line([...row.cells, outcomeText(row)])),
    ].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const outcomeText = ({ outcome, why }: ProofRow): string => (why === undefined ? outcome : `${outcome}: ${why}`);
const escapeCell = (cell: string): string => cell.replace(/\|/g, '\\|').replace(/\n/g, ' ');

async function write(path: string, text: string): Promise<void> {
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

/** A duration for a cell: `850 ms`, `12.3 s`. */
export function milliseconds(value: number): string {
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

/** The value below which the given part (0–1) of the sorted or unsorted values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}
