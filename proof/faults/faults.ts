import { report, type ProofRow } from '../../tools/proof/table.ts';
import { PATIENT, QUICK } from './limits.ts';
import { cells } from './matrix.ts';
import { namespaceRows } from './namespaces.ts';
import { checkChecker } from './planted.ts';
import { COLUMNS, rowsOf } from './rows.ts';
import { runCells } from './run-cells.ts';
import { keepsDeadWebSockets, openWorld } from './world.ts';

const form = process.argv.includes('--short') ? 'short' : 'full';
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const seed = Number(process.argv.find((arg) => arg.startsWith('--seed='))?.slice('--seed='.length) ?? 1);
const limits = form === 'short' ? PATIENT : QUICK;

const ABOUT =
  'Every transport and `connection()` over a proxy that breaks the connection, each fault in each phase: while connecting, between the ' +
  'headers and the first byte, in the middle of a message, while idle, and while the client sends. The server sends numbered messages. ' +
  'A cell is held if the errors have the promised codes, the stream recovers within what its options allow (`idleTimeout`, ' +
  '`connectTimeout`, the retry delay), every number arrives once and in order or a gap is reported before the message after it, and ' +
  'nothing is left after unsubscribing. The recovery is measured from the end of the fault to the next message.';

const world = await openWorld(limits);
const began = performance.now();
const plans = cells(form, seed).filter(
  ({ transport, fault, phase }) => only === undefined || `${transport}, ${fault.name}, ${phase}`.includes(only),
);
const checker = await checkChecker(world, seed);
const kept = await keepsDeadWebSockets(world);
const results = await runCells(plans, world, { atOnce: form === 'short' ? 15 : 10, keepsDeadWebSockets: kept });
await world.close();
const namespaces = await namespaceRows(form);
const rows: ProofRow[] = [...checker, ...rowsOf(results), ...namespaces];

process.exitCode = await report(
  {
    name: 'faults',
    title: 'Faults of the network',
    about: ABOUT,
    command: 'npm run fault-matrix',
    columns: COLUMNS,
    rows,
    facts: {
      cells: results.length,
      'cells that are red': results.filter(({ problems }) => problems.length > 0).length,
      'messages delivered': results.reduce((sum, { messages }) => sum + messages, 0),
      seed,
      'limits in milliseconds': JSON.stringify(limits).replace(/["{}]/g, '').replaceAll(',', ', '),
      'longest pause of the process': `${Math.round(world.stolenTime.longest)} ms`,
      time: `${Math.round((performance.now() - began) / 1_000)} s`,
      Node: process.version,
    },
  },
  // A part of the matrix is not kept.
  only === undefined ? form : 'short',
);
