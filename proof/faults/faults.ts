import { report, type ProofRow } from '../../tools/proof/table.ts';
import { closeDeadSockets, openSocketHere } from './dead-sockets.ts';
import { IN_PAGE, PATIENT, PATIENT_IN_PAGE, QUICK } from './limits.ts';
import { cells, pageCells, type CellPlan } from './matrix.ts';
import { namespaceRows } from './namespaces.ts';
import { openPage } from './page/chromium.ts';
import { checkChecker } from './planted.ts';
import { activeResources, resourcesRow } from './resources.ts';
import { COLUMNS, rowsOf } from './rows.ts';
import { runCells, type CellResult } from './run-cells.ts';
import { openWorld } from './world.ts';

const form = process.argv.includes('--short') ? 'short' : 'full';
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const seed = Number(process.argv.find((arg) => arg.startsWith('--seed='))?.slice('--seed='.length) ?? 1);
const [limits, limitsInPage] = form === 'short' ? [PATIENT, PATIENT_IN_PAGE] : [QUICK, IN_PAGE];

const ABOUT =
  'Every transport and `connection()` over a proxy that breaks the connection, each fault in each phase: while connecting, between the ' +
  'headers and the first byte, in the middle of a message, while idle, and while the client sends. The server sends numbered messages. ' +
  'A cell is held if the errors have the promised codes, the stream recovers within what its options allow (`idleTimeout`, ' +
  '`connectTimeout`, the retry delay), every number arrives once and in order or a gap is reported before the message after it, and ' +
  'nothing is left after unsubscribing. What `websocket` and `connection` are given to send in the phase "sending" arrives once, or is ' +
  'reported as not sent, or was taken by a connection that was lost right after. JSONP polling and `EventSource` run in a page in Chromium, ' +
  'and each fault of four others too, in one phase. The recovery is measured from the end of the fault to the next message.';

const before = activeResources();
const world = await openWorld(limits);
const began = performance.now();
const wanted = ({ transport, fault, phase, place }: CellPlan): boolean =>
  only === undefined || `${transport}, ${fault.name}, ${phase}, ${place}`.includes(only);
/** What ran in Chromium. */
interface InPage {
  readonly results: readonly CellResult[];
  readonly controls: readonly ProofRow[];
  readonly version: string;
}

const opening = openPage(world);
const dead = closeDeadSockets(world, 'Node', openSocketHere, form);
const checking = checkChecker(world, seed);
const inNode = runInNode();
const [checker, there, { results, controls, version }] = await Promise.all([checking, inNode, runInPage()]);
const all = [...there, ...results];
const controlsInNode = await dead.rows;
await world.close();
const namespaces = await namespaceRows(form);
const rows: ProofRow[] = [
  ...checker,
  ...controlsInNode,
  ...controls,
  ...rowsOf(all),
  ...namespaces,
  await resourcesRow(before),
];

process.exitCode = await report(
  {
    name: 'faults',
    title: 'Faults of the network',
    about: ABOUT,
    command: 'npm run fault-matrix',
    columns: COLUMNS,
    rows,
    facts: {
      cells: all.length,
      'cells that are red': all.filter(({ problems }) => problems.length > 0).length,
      'messages delivered': all.reduce((sum, { messages }) => sum + messages, 0),
      seed,
      'limits in milliseconds': listed(limits),
      'limits in Chromium': listed(limitsInPage),
      'longest pause of the process': `${Math.round(world.stolenTime.longest)} ms`,
      time: `${Math.round((performance.now() - began) / 1_000)} s`,
      Node: process.version,
      Chromium: version,
    },
  },
  // A part of the matrix is not kept.
  only === undefined ? form : 'short',
);

function listed(values: object): string {
  return JSON.stringify(values).replace(/["{}]/g, '').replaceAll(',', ', ');
}

async function runInNode(): Promise<readonly CellResult[]> {
  const plans = cells(form, seed).filter(wanted);
  return runCells(plans, world, { atOnce: form === 'short' ? 15 : 10, keepsDeadWebSockets: await dead.kept });
}

async function runInPage(): Promise<InPage> {
  const page = await opening;
  const dead = closeDeadSockets(world, 'Chromium', page.openSocket, form);
  const plans = pageCells(form, seed).filter(wanted);
  const results = await runCells(
    plans,
    { ...world, limits: limitsInPage, open: page.open },
    { atOnce: form === 'short' ? 12 : 6, keepsDeadWebSockets: await dead.kept },
  );
  const rows = await dead.rows;
  const { version } = page;
  await page.close();
  return { results, controls: rows, version };
}
