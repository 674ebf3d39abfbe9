/** @typedef {import('./frame/reporter.ts').CellOutcome} CellOutcome */

const BROWSERS = ['chromium', 'firefox'];
/** The worst is first: it is the outcome of a row. */
const WORST = /** @type {const} */ (['red', 'skipped', 'explained', 'held']);

/**
 * The table of the matrix: one row for each server, transport and question, with a column for each browser.
 *
 * @param {readonly CellOutcome[]} cells
 * @param {number} seconds
 * @returns {import('../../tools/proof/table.ts').ProofTable}
 */
export function tableOf(cells, seconds) {
  const browsers = BROWSERS.filter((browser) => cells.some((cell) => cell.browser === browser));
  /** @type {Map<string, CellOutcome[]>} */
  const rows = new Map();
  for (const cell of cells) {
    const key = JSON.stringify([cell.server, cell.transport, cell.question]);
    rows.set(key, [...(rows.get(key) ?? []), cell]);
  }
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

const compare = (a = '', b = '') => (a < b ? -1 : a > b ? 1 : 0);

/**
 * @param {readonly CellOutcome[]} cells
 * @param {readonly string[]} browsers
 */
function rowOf(cells, browsers) {
  const [first] = cells;
  const outcome = WORST.find((worst) => cells.some((cell) => cell.outcome === worst)) ?? 'skipped';
  const why = cells.find((cell) => cell.outcome === outcome)?.why;
  const inBrowsers = browsers.map((browser) => cells.find((cell) => cell.browser === browser)?.outcome ?? '–');
  const { server = '', transport = '', question = '' } = first ?? {};
  return { cells: [server, transport, question, ...inBrowsers], outcome, ...(why === undefined ? {} : { why }) };
}
