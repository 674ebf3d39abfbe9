/** A table of a benchmark; the first column names the row. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell = string | number;

/** A number with as many digits as matter. */
export function show(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return '–';
  const size = Math.abs(cell);
  if (size >= 1_000) return Math.round(cell).toLocaleString('en');
  return cell.toFixed(size >= 100 || cell === Math.round(cell) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** Prints a table with aligned columns. */
export function print({ title, head, rows }: Table): void {
  const lines = [head, ...rows.map((row) => row.map(show))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  console.log(`\n${title}`);
  for (const line of lines) console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
