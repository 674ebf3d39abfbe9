/** A text, a number in the format of its column, or nothing. */
export type Cell = string | number | undefined;

/** A title, or a title with the format of its numbers. */
export type Column =
  string | { readonly title: string; readonly unit?: string; /** Default 0. */ readonly digits?: number };

export interface Table {
  readonly title?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The title of a column, with its unit. */
function heading(column: Column): string {
  if (typeof column === 'string') return column;
  return column.unit === undefined ? column.title : `${column.title}, ${column.unit}`;
}

/** A cell as text. Without digits of its own, a column shows whole numbers. */
function cellText(cell: Cell, column: Column | undefined): string {
  if (cell === undefined || Number.isNaN(cell)) return '–';
  if (typeof cell === 'string') return cell;
  const digits = typeof column === 'object' ? (column.digits ?? 0) : 0;
  return cell.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** For a terminal. */
export function printed({ title, columns, rows }: Table): string {
  const lines = [columns.map(heading), ...rows.map((row) => row.map((cell, at) => cellText(cell, columns[at])))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const aligned = lines.map((line, n) =>
    line
      .map((text, at) => {
        const width = widths[at] ?? 0;
        return n > 0 && isNumeric(columns[at]) ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [...(title === undefined ? [] : [title]), ...aligned].join('\n');
}

/** For a Markdown page. */
export function markdownTable({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    ...(title === undefined ? [] : [`### ${title}`, '']),
    line(columns.map(heading)),
    `| ${columns.map((column) => (isNumeric(column) ? '---:' : '---')).join(' | ')} |`,
    ...rows.map((row) => line(row.map((cell, at) => cellText(cell, columns[at])))),
  ].join('\n');
}

function isNumeric(column: Column | undefined): boolean {
  return typeof column === 'object';
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
