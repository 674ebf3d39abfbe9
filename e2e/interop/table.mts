import type { Outcome, ProofRow, ProofTable } from '../../tools/proof/table.ts';
import type { CellOutcome } from './frame/reporter.ts';

const BROWSERS = ['chromium', 'firefox'];
/** The worst is first: it is the outcome of a row. */
const WORST: readonly Outcome[] = ['red', 'skipped', 'explained', 'held'];

/** The table of the matrix: one row for each server, transport and question, with a column for each browser. */
export function tableOf(cells: readonly CellOutcome[], seconds: number): ProofTable {
  const browsers = BROWSERS.filter((browser) => cells.some((cell) => cell.browser === browser));
  const rows = Map.groupBy(cells, ({ server, transport, question }) => JSON.stringify([server, transport, question]));
  const sorted = [...rows.values()].map((row) => rowOf(row, browsers));
  return {
    name: 'interop',
    title: 'Interoperation with servers of others',
    about:
      'Programs and packages of others, each started as its own documentation says, and asked the same questions through ' +
      'every transport that it has, by a page in a real browser. [How to read and extend it](../../e2e/interop/README.md).',
    command: 'npm run interop',
    columns: ['server', 'transport', 'question', ...browsers],
    rows: sorted.sort((a, b) => compare(a.cells[0], b.cells[0])),
    facts: {
      servers: new Set(cells.map(({ server }) => server)).size,
      cells: cells.length,
      seconds: Math.round(seconds),
    },
  };
}

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

function rowOf(cells: readonly CellOutcome[], browsers: readonly string[]): ProofRow {
  const [first] = cells;
  const outcome = WORST.find((worst) => cells.some((cell) => cell.outcome === worst)) ?? 'skipped';
  const why = cells.find((cell) => cell.outcome === outcome)?.why;
  const inBrowsers = browsers.map((browser) => cells.find((cell) => cell.browser === browser)?.outcome ?? '–');
  const { server = '', transport = '', question = '' } = first ?? {};
  return { cells: [server, transport, question, ...inBrowsers], outcome, ...(why === undefined ? {} : { why }) };
}
